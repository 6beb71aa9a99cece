"""What a test process asks of its proxy, and what it gets: one frozen value each.

A message is a `Message[R]`, where R is what the proxy answers it with. An act is one test's share
of the proxy: its mode, its world, its journal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from ringback.http.messages import Request, Response
from ringback.http.origin import Origin
from ringback.journal import JournalEntry
from ringback.settings.names import VcrRecordModeName
from ringback.settings.table import ForwardingSettings, OfflineSettings

RecordMode = VcrRecordModeName
Answered = TypeVar("Answered")


class Message(Generic[Answered]):
    """Something asked for, and the type of its answer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Where the proxy listens, and the environment `variables` that lead a client to it."""

    proxy_url: str
    base_url: str
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Open(Message[Facts]):
    """Start listening; the first message, and sent once.

    Without `confdir` the certificate authority is the user's own; `upstream_timeout` is in seconds.
    """

    confdir: Path | None = None
    upstream_ca: Path | None = None
    upstream_timeout: float = ForwardingSettings.upstream_timeout
    block_network: bool = False


@dataclass(frozen=True, slots=True)
class SessionSpec:
    """What the proxy is to play in one act: settings of fake or replay, and what may be written.

    `title` is how people call the act (a test's id), for messages. `run` is the same in all tests
    of a run: with `all` the first of them replaces a cassette, and the others add to it. `served`
    and `option` are for the words of an explanation: whether `serve` asks, and which option of
    pytest's makes this a replay. `key_account_sid` is whose the fake's API keys (SK...) are.
    What may be recorded comes from `upstream`, the real API by default.
    With `strict` an act that ended well fails where it missed, or left recordings unplayed.
    """

    settings: OfflineSettings
    record_mode: RecordMode = "none"
    title: str = ""
    run: str = ""
    served: bool = False
    option: str = ""
    key_account_sid: str | None = None
    strict: bool = False
    upstream: Origin | None = None


@dataclass(frozen=True, slots=True)
class Begin(Message[tuple[str, ...]]):
    """Begin an act, all at once; the answer is warnings of the cassette's.

    `act` is the name that requests of its own may bear as user name of the proxy's URL.
    """

    act: str
    part: SessionSpec


@dataclass(frozen=True, slots=True)
class Place:
    """One interaction of a cassette; `index` is 1-based."""

    cassette: Path
    index: int


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What is left to say of an act: a line each of the summary, and what was never played.

    `cassettes` are those that were played from or recorded to; where one was recorded to, nothing
    of it counts as not played. `missed` are requests that got no answer, the first of very many.
    `history` is there where something went wrong, for whoever fails only afterwards.
    """

    summary: tuple[str, ...] = ()
    cassettes: tuple[Path, ...] = ()
    unplayed: tuple[Place, ...] = ()
    missed: tuple[str, ...] = ()
    history: "History | None" = None

    def check(self, *, strict: bool) -> None:
        """Raise AssertionError where a strict act missed, or left recordings unplayed."""
        found = [f"missed: {one}" for one in self.missed]
        found += [f"never played: {one.cassette} #{one.index}" for one in self.unplayed]
        if strict and found:
            raise AssertionError("strict, and\n  " + "\n  ".join(found))


@dataclass(frozen=True, slots=True)
class End(Message[SessionResult]):
    """End an act, when what it asked for has been answered; `well` puts a good take in place."""

    act: str
    well: bool


@dataclass(frozen=True, slots=True)
class History:
    """The exchanges of an act from a number on, and what was logged meanwhile."""

    entries: tuple[JournalEntry, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FetchHistory(Message[History]):
    """Ask for the exchanges of an act, less the first `known` ones."""

    act: str
    known: int = 0


@dataclass(frozen=True, slots=True)
class FetchUnplayed(Message[tuple[str, ...]]):
    """Ask which recordings of an act's cassettes were never played, each with file and line."""

    act: str


@dataclass(frozen=True, slots=True)
class Perform(Message[Response]):
    """Have the fake answer a request that is no exchange: a test that sets its world up."""

    act: str
    request: Request


@dataclass(frozen=True, slots=True)
class ReadClock(Message[datetime]):
    """Ask what time it is for the fake."""

    act: str


@dataclass(frozen=True, slots=True)
class SetClock(Message[None]):
    """Stop the fake's clock at an instant."""

    act: str
    now: datetime


@dataclass(frozen=True, slots=True)
class AdvanceClock(Message[None]):
    """Put the fake's clock forward."""

    act: str
    by: timedelta


@dataclass(frozen=True, slots=True)
class FailNext(Message[None]):
    """Answer the next `times` requests with a fault."""

    act: str
    status: int
    code: int
    message: str
    times: int


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer: the operator's mistake, in a sentence that says what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """An answer: the proxy itself failed, with its traceback."""

    traceback: str
