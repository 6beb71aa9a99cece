"""What a whole test run left unused or unanswered: interactions, cassettes, requests.

Only a run that was whole can say so: a selection of tests leaves cassettes unused that others use.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ringback_proxy.testing.ipc.messages import SessionResult

# What crosses from a worker of pytest-xdist to its controller: plain lists, for execnet.
Plain = list[list[object]]


@dataclass(slots=True)
class UsageReport:
    """Gathers what acts have left, over all tests and workers of a run; tests are known by id.

    `expected` are the cassettes of each test, whether it came to run or not; `unplaced` the tests
    whose cassettes lie nobody knows where until they run. `is_partial` says that some did not run.
    """

    unplayed: dict[Path, frozenset[int]] = field(default_factory=dict)
    expected: dict[str, frozenset[Path]] = field(default_factory=dict)
    missed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unplaced: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    is_partial: bool = False

    def add(self, test: str, ended: SessionResult) -> None:
        """Take in the end of a test that has passed."""
        self.done.add(test)
        if ended.missed:
            self.missed[test] = ended.missed
        for cassette in ended.cassettes:
            left = frozenset(one.index for one in ended.unplayed if one.cassette == cassette)
            self._left(cassette, left)

    def _left(self, cassette: Path, indexes: frozenset[int]) -> None:
        """Keep of a cassette what no test has played so far."""
        self.unplayed[cassette] = self.unplayed.get(cassette, indexes) & indexes

    def expect(self, test: str, cassettes: Iterable[Path]) -> None:
        """Take in which cassettes a test uses, or would."""
        self.expected[test] = frozenset(cassettes)

    def findings(self, *, whole: bool = True) -> list[str]:
        """Say what is unused or unanswered, a line each, sorted.

        Of a run that was not `whole` only what was not answered is known.
        """
        lines = [
            f"missed: {one} ({test})" for test in sorted(self.missed) for one in self.missed[test]
        ]
        if not whole or self.unplaced - self.done:
            return lines
        return [*lines, *self._never_played(), *self._orphans()]

    def _never_played(self) -> Iterator[str]:
        """Return what is left of cassettes whose tests have all come to their end."""
        for cassette in sorted(self.unplayed):
            if all(
                cassette not in self.expected[test] for test in self.expected.keys() - self.done
            ):
                for index in sorted(self.unplayed[cassette]):
                    yield f"never played: {cassette} #{index}"

    def _orphans(self) -> Iterator[str]:
        used = {path.resolve() for path in (*self.unplayed, *self._cassettes())}
        found = {file for folder in self._folders() for file in folder.glob("*.yaml")}
        for orphan in sorted(found):
            if orphan.resolve() not in used:
                yield f"of no test: {orphan}"

    def _cassettes(self) -> Iterator[Path]:
        for cassettes in self.expected.values():
            yield from cassettes

    def _folders(self) -> set[Path]:
        """Return the tests' folders, and beside the default ones those of files that are gone."""
        folders = {cassette.parent for cassette in self._cassettes()}
        for place in {folder.parent for folder in folders if folder.parent.name == "cassettes"}:
            for other in place.iterdir() if place.is_dir() else ():
                if other.is_dir() and not (place.parent / f"{other.name}.py").exists():
                    folders.add(other)
        return folders

    def plain(self) -> list[Plain]:
        """Return it in a form that crosses between processes."""
        return [
            [[str(path), *sorted(left)] for path, left in self.unplayed.items()],
            [[test, *map(str, paths)] for test, paths in self.expected.items()],
            [[test, *lines] for test, lines in self.missed.items()],
            [[test] for test in self.unplaced],
            [[test] for test in self.done],
            [["partial"]] if self.is_partial else [],
        ]

    def merge(self, plain: Sequence[Plain]) -> None:
        """Take in what another process has gathered."""
        unplayed, expected, missed, unplaced, done, partial = plain
        for path, *indexes in unplayed:
            self._left(Path(str(path)), frozenset(int(str(index)) for index in indexes))
        for test, *paths in expected:
            found = frozenset(Path(str(path)) for path in paths)
            # Where a test has run, it knows better than where it was only collected.
            if str(test) not in self.expected or [test] in done:
                self.expected[str(test)] = found
        self.missed |= {str(test): tuple(map(str, lines)) for test, *lines in missed}
        self.unplaced |= {str(test) for (test,) in unplaced}
        self.done |= {str(test) for (test,) in done}
        self.is_partial |= bool(partial)
