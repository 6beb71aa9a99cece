"""Which run of tests has recorded a cassette anew: its later tests add to it, and replace nothing.

A file beside the cassette's locks, so that workers of pytest-xdist see each other's; it is read and
written only in a test's turn to record to the cassette.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ringback.files import read_stamp


class RunMarker:
    """The note of one cassette, in `file`; `run` names a run, and is empty where there is none."""

    def __init__(self, file: Path, cassette: Path, run: str) -> None:
        self._file = file
        self._cassette = cassette
        self._run = run

    def says_so(self) -> bool:
        """Return whether a test of this run has recorded the cassette."""
        try:
            noted = self._file.read_text()
        except FileNotFoundError:
            return False
        return bool(self._run) and noted == self._run and self._cassette.exists()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Note the run if the cassette has been changed meanwhile."""
        before = read_stamp(self._cassette)
        yield
        if self._run and read_stamp(self._cassette) != before:
            self._file.write_text(self._run)
