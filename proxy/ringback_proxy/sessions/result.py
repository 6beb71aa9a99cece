"""The outcome of a session."""

from dataclasses import dataclass
from pathlib import Path

from ringback.journal import JournalEntry


@dataclass(frozen=True, slots=True)
class UnplayedRecording:
    """A recording that no request asked for; `index` is its 1-based place in the cassette."""

    cassette: Path
    index: int


@dataclass(frozen=True, slots=True)
class History:
    """The exchanges of a session from a number on, and all warnings logged during it."""

    entries: tuple[JournalEntry, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionResult:
    """The outcome of a session.

    - `summary`: one line each.
    - `cassettes`: the files that were played from or recorded to.
    - `unplayed`: empty if the session recorded.
    - `missed`: requests without an answer; of very many only the newest.
    - `history`: None unless something went wrong, for a test that fails only afterwards.
    - `objection`: why the run ends with status 3, though nothing failed; "" if it does not.
    - `unknown_parameters`: requests with a parameter that the API does not have, and what is
      noted on it; each once.
    """

    summary: tuple[str, ...] = ()
    cassettes: tuple[Path, ...] = ()
    unplayed: tuple[UnplayedRecording, ...] = ()
    missed: tuple[str, ...] = ()
    history: History | None = None
    objection: str = ""
    unknown_parameters: tuple[str, ...] = ()

    def check(self, *, strict: bool) -> None:
        """Raise AssertionError for what `--strict` does not allow, if the session is strict."""
        found = [f"missed: {one}" for one in self.missed]
        found += [f"unknown parameter: {one}" for one in self.unknown_parameters]
        found += [f"never played: {one.cassette} #{one.index}" for one in self.unplayed]
        if strict and found:
            raise AssertionError("strict, and\n  " + "\n  ".join(found))
