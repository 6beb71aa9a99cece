"""What a cassette holds: interactions, and where each of them stands."""

from dataclasses import dataclass
from pathlib import Path

from ringback.http.messages import Request, Response


@dataclass(frozen=True, slots=True)
class Interaction:
    """One request and its response."""

    request: Request
    response: Response


@dataclass(frozen=True, slots=True)
class Recording:
    """An interaction read from a cassette; `index` and `line` are 1-based.

    `line` is None in a JSON cassette, whose reader knows no lines.
    """

    request: Request
    response: Response
    path: Path
    index: int
    line: int | None

    @property
    def interaction(self) -> Interaction:
        """The request and response alone."""
        return Interaction(self.request, self.response)

    @property
    def label(self) -> str:
        """The file's name and the index, as a sentence names it: `create.yaml #3`."""
        return f"{self.path.name} #{self.index}"

    @property
    def place(self) -> str:
        """Path and line, as an editor opens it: `cassettes/create.yaml:12`."""
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Cassette:
    """One file as it was read.

    `whole` is how many of its bytes belong to whole interactions; what comes after them is torn:
    the rest of a write that was cut off. `appendable` says that an interaction added at the end of
    those bytes is the cassette's next one.
    """

    path: Path
    recordings: tuple[Recording, ...] = ()
    redact_names: tuple[str, ...] = ()
    appendable: bool = False
    whole: int = 0
    torn_line: int | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """The cassettes of one run, in the order in which they are played."""

    cassettes: tuple[Cassette, ...] = ()

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """Every recording, file after file."""
        return tuple(one for cassette in self.cassettes for one in cassette.recordings)

    @property
    def redact_names(self) -> tuple[str, ...]:
        """The `--redact` names that the cassettes were recorded with, each once."""
        names = (name for cassette in self.cassettes for name in cassette.redact_names)
        return tuple(dict.fromkeys(names))

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence for each torn end that is left out."""
        return tuple(
            f"{cassette.path}:{cassette.torn_line}: the last interaction was cut off while it was "
            "written; it is left out"
            for cassette in self.cassettes
            if cassette.torn_line is not None
        )
