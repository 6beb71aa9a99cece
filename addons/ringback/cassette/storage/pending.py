"""A take: what a run records afresh beside a cassette, until it is put in the cassette's place."""

import re
from pathlib import Path

from ringback.cassette.storage import files
from ringback.errors import CassetteError


class PendingCassette:
    """The take of one run; its file is made by whoever records to `path`.

    `cassette` is the file itself, no link to it; it need not be there.
    """

    def __init__(self, cassette: Path) -> None:
        self.path = _free_name(cassette)
        self._cassette = cassette
        self._seen = _state(cassette)

    def put_in_place(self) -> None:
        """Replace the cassette, if it is still what it was when the run began.

        Raises CassetteError, and the take stays, where it is not or cannot be replaced.
        """
        refusal = f"cannot be put in the place of {self._cassette}"
        try:
            if _state(self._cassette) != self._seen:
                advice = "compare the two, and move this there if it is the one to keep"
                message = f"{refusal}: another program changed that during the run; {advice}"
                raise CassetteError(message, self.path)
            self.path.replace(self._cassette)
            files.sync_folder(self._cassette.parent)
        except OSError as error:
            raise CassetteError(f"{refusal}: {error.strerror}", self.path) from None


def leftover_pending(cassette: Path) -> list[Path]:
    """Return the takes that earlier runs have left beside a cassette."""
    name = re.compile(re.escape(cassette.name) + r"\.take\d*")
    return sorted(path for path in cassette.parent.iterdir() if name.fullmatch(path.name))


def _free_name(cassette: Path) -> Path:
    number = 1
    while (
        take := cassette.with_name(f"{cassette.name}.take{number if number > 1 else ''}")
    ).exists():
        number += 1
    return take


def _state(path: Path) -> tuple[int, int, int, int] | None:
    """Return what changes with a file's content; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
