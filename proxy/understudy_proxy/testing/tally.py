"""What a whole test run left unused: interactions that no test played, cassettes of no test.

Only a run that was whole can say so: a selection of tests leaves cassettes unused that others use.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from understudy_proxy.testing.messages import Ended

# What crosses from a worker of pytest-xdist to its controller: plain lists, for execnet.
Plain = list[list[object]]


@dataclass(slots=True)
class Tally:
    """Gathers what acts have left, over all tests and workers of a run."""

    unplayed: dict[Path, frozenset[int]] = field(default_factory=dict)
    folders: set[Path] = field(default_factory=set)
    expected: set[Path] = field(default_factory=set)

    def add(self, ended: Ended) -> None:
        """Take in the end of a test that has passed."""
        for cassette in ended.cassettes:
            left = frozenset(one.index for one in ended.unplayed if one.cassette == cassette)
            self._left(cassette, left)

    def _left(self, cassette: Path, indexes: frozenset[int]) -> None:
        """Keep of a cassette what no test has played so far."""
        self.unplayed[cassette] = self.unplayed.get(cassette, indexes) & indexes

    def expect(self, cassettes: Iterable[Path]) -> None:
        """Take in which cassettes a test would use, whether it came to that or not."""
        for cassette in cassettes:
            self.expected.add(cassette)
            self.folders.add(cassette.parent)

    def findings(self) -> list[str]:
        """Say what is unused, a line each, sorted."""
        lines = [
            f"never played: {cassette} #{index}"
            for cassette in sorted(self.unplayed)
            for index in sorted(self.unplayed[cassette])
        ]
        used = {path.resolve() for path in (*self.expected, *self.unplayed)}
        orphans = {
            file
            for folder in self.folders
            if folder.is_dir()
            for file in folder.glob("*.yaml")
            if file.resolve() not in used
        }
        return lines + [f"of no test: {orphan}" for orphan in sorted(orphans)]

    def plain(self) -> list[Plain]:
        """Give it in a form that crosses between processes."""
        return [
            [[str(path), *sorted(left)] for path, left in self.unplayed.items()],
            [[str(path)] for path in self.folders],
            [[str(path)] for path in self.expected],
        ]

    def merge(self, plain: Sequence[Plain]) -> None:
        """Take in what another process has gathered."""
        unplayed, folders, expected = plain
        for path, *indexes in unplayed:
            self._left(Path(str(path)), frozenset(int(str(index)) for index in indexes))
        self.folders |= {Path(str(path)) for (path,) in folders}
        self.expected |= {Path(str(path)) for (path,) in expected}
