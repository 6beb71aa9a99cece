"""What a whole test run left unused or unanswered: recordings, cassettes, requests.

Only a full run can tell: a selection of tests does not use the cassettes of the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ringback_proxy.sessions.result import SessionResult

# What a pytest-xdist worker sends to its controller: nested lists, as execnet accepts them.
SerializedReport = list[list[object]]


@dataclass(slots=True)
class UsageReport:
    """Collects the results of all tests and workers of a run; tests are known by their ids.

    - `unplayed`: by cassette, the 1-based indexes of recordings that no test has played so far.
    - `expected`: the cassettes of each test, whether it has run or not.
    - `missed`: requests that missed, by test.
    - `unknown`: requests with a parameter that the API does not have, by test.
    - `unplaced`: tests whose cassette folder is known only once they run.
    - `finished`: tests that ran and passed.
    - `is_partial`: whether some tests did not run.
    """

    unplayed: dict[Path, frozenset[int]] = field(default_factory=dict)
    expected: dict[str, frozenset[Path]] = field(default_factory=dict)
    missed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unplaced: set[str] = field(default_factory=set)
    finished: set[str] = field(default_factory=set)
    is_partial: bool = False

    def add(self, test: str, result: SessionResult) -> None:
        """Add the result of a test that has passed."""
        self.finished.add(test)
        if result.missed:
            self.missed[test] = result.missed
        if result.unknown_parameters:
            self.unknown[test] = result.unknown_parameters
        for cassette in result.cassettes:
            indexes = frozenset(one.index for one in result.unplayed if one.cassette == cassette)
            self._add_unplayed(cassette, indexes)

    def _add_unplayed(self, cassette: Path, indexes: frozenset[int]) -> None:
        """Keep the indexes that no test has played so far."""
        self.unplayed[cassette] = self.unplayed.get(cassette, indexes) & indexes

    def expect(self, test: str, cassettes: Iterable[Path]) -> None:
        """Register the cassettes that a test uses, or would use if it ran."""
        self.expected[test] = frozenset(cassettes)

    def list_findings(self, *, full_run: bool = True) -> list[str]:
        """Return a line for each miss and unknown parameter and, of a full run, for what is
        unused; sorted.
        """
        lines = [
            f"{what}: {one} ({test})"
            for what, by_test in (("missed", self.missed), ("unknown parameter", self.unknown))
            for test in sorted(by_test)
            for one in by_test[test]
        ]
        if not full_run or self.unplaced - self.finished:
            return lines
        return [*lines, *self._find_never_played(), *self._find_orphans()]

    def _find_never_played(self) -> Iterator[str]:
        """Yield the unplayed recordings of cassettes whose tests have all finished."""
        unfinished = self.expected.keys() - self.finished
        for cassette in sorted(self.unplayed):
            if all(cassette not in self.expected[test] for test in unfinished):
                for index in sorted(self.unplayed[cassette]):
                    yield f"never played: {cassette} #{index}"

    def _find_orphans(self) -> Iterator[str]:
        """Yield the cassettes that belong to no test."""
        used = {path.resolve() for path in (*self.unplayed, *self._all_expected())}
        found = {file for folder in self._find_folders() for file in folder.glob("*.yaml")}
        for orphan in sorted(found):
            if orphan.resolve() not in used:
                yield f"of no test: {orphan}"

    def _all_expected(self) -> Iterator[Path]:
        for cassettes in self.expected.values():
            yield from cassettes

    def _find_folders(self) -> set[Path]:
        """Return the tests' cassette folders, and those beside them whose test file is gone."""
        folders = {cassette.parent for cassette in self._all_expected()}
        for place in {folder.parent for folder in folders if folder.parent.name == "cassettes"}:
            for other in place.iterdir() if place.is_dir() else ():
                if other.is_dir() and not (place.parent / f"{other.name}.py").exists():
                    folders.add(other)
        return folders

    def serialize(self) -> list[SerializedReport]:
        """Return the report in a form that crosses between processes."""
        return [
            [[str(path), *sorted(left)] for path, left in self.unplayed.items()],
            [[test, *map(str, paths)] for test, paths in self.expected.items()],
            [[test, *lines] for test, lines in self.missed.items()],
            [[test, *lines] for test, lines in self.unknown.items()],
            [[test] for test in self.unplaced],
            [[test] for test in self.finished],
            [["partial"]] if self.is_partial else [],
        ]

    def merge(self, serialized: Sequence[SerializedReport]) -> None:
        """Add the report of another process."""
        unplayed, expected, missed, unknown, unplaced, finished, partial = serialized
        for path, *indexes in unplayed:
            self._add_unplayed(Path(str(path)), frozenset(int(str(index)) for index in indexes))
        for test, *paths in expected:
            found = frozenset(Path(str(path)) for path in paths)
            # A process in which the test has run knows better than one that only collected it.
            if str(test) not in self.expected or [test] in finished:
                self.expected[str(test)] = found
        self.missed |= {str(test): tuple(map(str, lines)) for test, *lines in missed}
        self.unknown |= {str(test): tuple(map(str, lines)) for test, *lines in unknown}
        self.unplaced |= {str(test) for (test,) in unplaced}
        self.finished |= {str(test) for (test,) in finished}
        self.is_partial |= bool(partial)
