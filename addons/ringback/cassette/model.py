"""Cassettes as values: interactions and their places in files."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ringback.http.messages import Request, Response

# What `--redact` and a cassette's metadata call personal data, which is in many fields.
PERSONAL_DATA = "personal-data"


def make_record_command(cassette: Path, *options: str, is_other: bool = False) -> str:
    """Return the command that records to a cassette, or to a YAML file beside it.

    `record` adds to YAML only; `is_other` is whether the file is not a cassette that it can read.
    """
    if cassette.suffix == ".json":
        cassette = cassette.with_suffix(".yaml")
    elif is_other:
        cassette = cassette.with_name(f"{cassette.stem}-new.yaml")
    return " ".join(("ringback record", *options, f"-c {shlex.quote(str(cassette))}"))


def names_personal_data(names: Iterable[str]) -> bool:
    """Return whether names of `--redact` include `personal-data`, which is not a field."""
    return any(name.lower().replace("_", "-") == PERSONAL_DATA for name in names)


@dataclass(frozen=True, slots=True)
class Interaction:
    """One request and its response; `seconds` is how long that took, None if it is not known."""

    request: Request
    response: Response
    seconds: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """An interaction read from a cassette; `index` and `line` are 1-based, `seconds` as there.

    `line` is None in a JSON cassette, because Python's JSON parser reports no line numbers.
    """

    request: Request
    response: Response
    path: Path
    index: int
    line: int | None
    seconds: float | None = field(default=None, compare=False)

    @property
    def interaction(self) -> Interaction:
        """The request and response without their place."""
        return Interaction(self.request, self.response, self.seconds)

    @property
    def is_playable(self) -> bool:
        """Whether a request can ever match: not for CONNECT and `OPTIONS *`, which are answered
        before replay.
        """
        return self.request.method != "CONNECT" and self.request.host != ""

    @property
    def label(self) -> str:
        """The file's name and the index, for use in a sentence: `create.yaml #3`."""
        return f"{self.path.name} #{self.index}"

    @property
    def place(self) -> str:
        """The path and the line, in a form that editors open: `cassettes/create.yaml:12`."""
        return str(self.path) if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Cassette:
    """The content of one cassette file.

    - `redact_names`: the `--redact` names in its metadata.
    - `appendable`: whether an interaction can be appended after the first `whole` bytes.
    - `whole`: number of bytes up to the end of the last complete interaction.
    - `torn_line`: 1-based line of an incomplete interaction after them, left by an interrupted
      write; None if there is no such interaction. `torn_before`: the key that it lacks, if known.
    """

    path: Path
    recordings: tuple[Recording, ...] = ()
    redact_names: tuple[str, ...] = ()
    appendable: bool = False
    whole: int = 0
    torn_line: int | None = None
    torn_before: str = ""

    @property
    def torn_report(self) -> str:
        """What happened to the incomplete interaction."""
        where = f", before its {self.torn_before}" if self.torn_before else ""
        return f"cut off while it was written{where}"


@dataclass(frozen=True, slots=True)
class Library:
    """The cassettes of one run, in playback order.

    `notes` are sentences on the files of folders that were left out.
    """

    cassettes: tuple[Cassette, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """The playable recordings of all cassettes, in order."""
        return tuple(one for one in self._all_recordings if one.is_playable)

    @property
    def _all_recordings(self) -> tuple[Recording, ...]:
        return tuple(one for cassette in self.cassettes for one in cassette.recordings)

    @property
    def redact_names(self) -> tuple[str, ...]:
        """The `--redact` names in the cassettes' metadata, without duplicates."""
        names = (name for cassette in self.cassettes for name in cassette.redact_names)
        return tuple(dict.fromkeys(names))

    @property
    def literal(self) -> frozenset[Path]:
        """The cassettes without stand-ins for personal data."""
        return frozenset(
            one.path for one in self.cassettes if not names_personal_data(one.redact_names)
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notes, and one sentence for each cassette whose last interaction is incomplete."""
        torn = tuple(
            f"{cassette.path}:{cassette.torn_line}: the last interaction was "
            f"{cassette.torn_report}; it is left out"
            for cassette in self.cassettes
            if cassette.torn_line is not None
        )
        return (*self.notes, *torn, *self._unplayable_warnings())

    @property
    def empty_warnings(self) -> tuple[str, ...]:
        """A sentence on the cassettes in which there is nothing to play; none if all have some."""
        empty = [one.path for one in self.cassettes if not one.recordings]
        if not empty:
            return ()
        first, more = empty[0], len(empty) - 1
        which = f"{first} and {more} more hold" if more else f"{first} holds"
        command = make_record_command(first)
        return (f"{which} no recording; record some: {command} -- COMMAND",)

    def _unplayable_warnings(self) -> Iterator[str]:
        unplayable = [one for one in self._all_recordings if not one.is_playable]
        if unplayable:
            first = unplayable[0]
            more = f" (and {len(unplayable) - 1} more)" if len(unplayable) > 1 else ""
            yield (
                f"{first.place}: {first.label}{more} can never be played, and is left out: "
                f"{first.request.method} is not a request to the API"
            )
