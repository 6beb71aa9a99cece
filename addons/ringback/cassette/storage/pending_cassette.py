"""Pending cassettes: files beside a cassette with new recordings that are to replace it."""

import re
import shutil
from pathlib import Path

from ringback.errors import CassetteError
from ringback.files import read_stamp, sync_folder

_SUFFIX = ".pending"
_KEPT = ".damaged"


class PendingCassette:
    """The pending file of one run; the recorder creates it at `path`.

    `cassette` is the file itself, not a link to it; it need not exist.
    """

    def __init__(self, cassette: Path) -> None:
        self.path = _choose_path(cassette)
        self._cassette = cassette
        self._stamp = read_stamp(cassette)
        self._kept: Path | None = None

    def keep_replaced(self) -> Path:
        """Keep the cassette when it is replaced; return the path of the copy."""
        self._kept = self._cassette.with_name(f"{self._cassette.name}{_KEPT}")
        return self._kept

    def put_in_place(self) -> None:
        """Replace the cassette if it is unchanged since the run began.

        Raises CassetteError, and leaves both files as they are, if it has changed or cannot be
        replaced.
        """
        refusal = f"cannot be put in the place of {self._cassette}"
        try:
            if read_stamp(self._cassette) != self._stamp:
                advice = "compare the two, and move this there if it is the one to keep"
                message = f"{refusal}: another program changed that during the run; {advice}"
                raise CassetteError(message, self.path)
            if self._kept is not None:
                shutil.copy2(self._cassette, self._kept)
            self.path.replace(self._cassette)
            sync_folder(self._cassette.parent)
        except OSError as error:
            raise CassetteError(f"{refusal}: {error.strerror}", self.path) from None


def find_leftovers(cassette: Path) -> list[Path]:
    """Return the pending files of earlier runs beside a cassette, sorted."""
    name = re.compile(re.escape(cassette.name + _SUFFIX) + r"\d*")
    return sorted(path for path in cassette.parent.iterdir() if name.fullmatch(path.name))


def _choose_path(cassette: Path) -> Path:
    number = 1
    while (path := _numbered_path(cassette, number)).exists():
        number += 1
    return path


def _numbered_path(cassette: Path, number: int) -> Path:
    return cassette.with_name(f"{cassette.name}{_SUFFIX}{number if number > 1 else ''}")
