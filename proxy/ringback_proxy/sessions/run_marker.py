"""Which test run has recorded a cassette anew: its later tests add to it, and replace nothing.

A file beside the cassette's locks, so that workers of pytest-xdist see each other's; it is read and
written only while a test has the lock to record to the cassette.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ringback.files import read_stamp


class RunMarker:
    """The marker of one cassette in `file`; `run` is a run's id, or empty if there is none."""

    def __init__(self, file: Path, cassette: Path, run: str) -> None:
        self._file = file
        self._cassette = cassette
        self._run = run

    def is_current(self) -> bool:
        """Return whether a test of this run has recorded the cassette."""
        try:
            marked = self._file.read_text()
        except FileNotFoundError:
            return False
        return bool(self._run) and marked == self._run and self._cassette.exists()

    @contextmanager
    def track(self) -> Iterator[None]:
        """Mark the cassette with this run if the block changes it."""
        before = read_stamp(self._cassette)
        yield
        if self._run and read_stamp(self._cassette) != before:
            self._file.write_text(self._run)
