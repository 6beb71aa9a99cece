"""What a database holds of a session's records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ringback.twilio.values.file_content import FileContent
from ringback.twilio.values.types import Value

# What an account has seen, and only ever adds to: see ParticipantIndex and AccountStore.
NUMBER, FORMER_SID = "number", "former_sid"


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is since a version of its session.

    - `number`: the record's own, which it keeps when its SID changes; a parent's is lower.
    - `parent`: the number of the record above it; 0 for an account.
    - `values`: None for a record that was removed, whose ordinal is not used again.
    - `extra`: what the model keeps beside the record, as JSON.
    """

    number: int
    parent: int
    segment: str
    sid: str
    ordinal: int
    values: Mapping[str, Value] | None
    extra: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """A text of a kind that belongs to an account, by the account's number."""

    account: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed: rows, facts, and the files of media by their number.

    A file is None that was removed.
    """

    rows: tuple[Row, ...] = ()
    facts: tuple[Fact, ...] = ()
    files: Mapping[int, FileContent | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows or self.facts or self.files)
