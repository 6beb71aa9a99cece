"""The messages between a test process and its proxy, as frozen values.

A message is a `Message[R]`, where R is the type of the proxy's answer. A session is what one test
has of the proxy to itself: a mode, a state, a clock and a journal.
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

Result = TypeVar("Result")


class Message(Generic[Result]):
    """A request to the proxy; `Result` is the type of its answer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ProxyInfo:
    """Where the proxy listens, and the environment `variables` that lead a client to it."""

    proxy_url: str
    base_url: str
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Start(Message[ProxyInfo]):
    """Start listening; the first message, sent once.

    - `confdir`: folder of the certificate authority; by default the user's own.
    - `upstream_ca`: PEM file of the only CAs trusted for the upstream.
    - `upstream_timeout`: in seconds.
    - `block_network`: refuse every host but Twilio's.
    """

    confdir: Path | None = None
    upstream_ca: Path | None = None
    upstream_timeout: float = ForwardingSettings.upstream_timeout
    block_network: bool = False


@dataclass(frozen=True, slots=True)
class SessionSpec:
    """The settings of one session.

    - `settings`: those of fake or replay.
    - `record_mode`: what replay may write.
    - `title`: the session's name in messages, such as a test's id.
    - `run`: the same in all tests of a run. With `all`, the first of them replaces a cassette and
      the others add to it.
    - `from_serve`: whether `serve()` made the session; hints in miss reports depend on it.
    - `replay_option`: the pytest option that makes this session a replay, for the same hints.
    - `key_account_sid`: the account to which the fake's API keys (SK...) belong.
    - `strict`: fail after a successful end if requests missed or recordings were not played.
    - `upstream`: what to record from; None for the real API.
    """

    settings: OfflineSettings
    record_mode: VcrRecordModeName = "none"
    title: str = ""
    run: str = ""
    from_serve: bool = False
    replay_option: str = ""
    key_account_sid: str | None = None
    strict: bool = False
    upstream: Origin | None = None


@dataclass(frozen=True, slots=True)
class Begin(Message[tuple[str, ...]]):
    """Begin a session; the answer is the cassettes' warnings.

    `session` is also the user name in the proxy URL that marks a request as this session's.
    """

    session: str
    spec: SessionSpec


@dataclass(frozen=True, slots=True)
class UnplayedRecording:
    """A recording that no request asked for; `index` is its 1-based place in the cassette."""

    cassette: Path
    index: int


@dataclass(frozen=True, slots=True)
class SessionResult:
    """The outcome of a session.

    - `summary`: one line each.
    - `cassettes`: the files that were played from or recorded to.
    - `unplayed`: empty if the session recorded.
    - `missed`: requests without an answer; of very many only the newest.
    - `history`: None unless something went wrong, for a test that fails only afterwards.
    """

    summary: tuple[str, ...] = ()
    cassettes: tuple[Path, ...] = ()
    unplayed: tuple[UnplayedRecording, ...] = ()
    missed: tuple[str, ...] = ()
    history: "History | None" = None

    def check(self, *, strict: bool) -> None:
        """Raise AssertionError if a strict session missed, or left recordings unplayed."""
        found = [f"missed: {one}" for one in self.missed]
        found += [f"never played: {one.cassette} #{one.index}" for one in self.unplayed]
        if strict and found:
            raise AssertionError("strict, and\n  " + "\n  ".join(found))


@dataclass(frozen=True, slots=True)
class End(Message[SessionResult]):
    """End a session once its requests are answered.

    `ended_well` moves a pending cassette into place.
    """

    session: str
    ended_well: bool


@dataclass(frozen=True, slots=True)
class History:
    """The exchanges of a session from a number on, and all warnings logged during it."""

    entries: tuple[JournalEntry, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FetchHistory(Message[History]):
    """Fetch the exchanges of a session without the first `known` ones."""

    session: str
    known: int = 0


@dataclass(frozen=True, slots=True)
class FetchUnplayed(Message[tuple[str, ...]]):
    """Fetch which recordings were never played, each with file and line."""

    session: str


@dataclass(frozen=True, slots=True)
class Perform(Message[Response]):
    """Answer a request from the fake without a journal entry: a test's own set-up."""

    session: str
    request: Request


@dataclass(frozen=True, slots=True)
class ReadClock(Message[datetime]):
    """Read the fake's clock."""

    session: str


@dataclass(frozen=True, slots=True)
class SetClock(Message[None]):
    """Stop the fake's clock at an instant."""

    session: str
    now: datetime


@dataclass(frozen=True, slots=True)
class AdvanceClock(Message[None]):
    """Advance the fake's clock."""

    session: str
    by: timedelta


@dataclass(frozen=True, slots=True)
class FailNext(Message[None]):
    """Answer the next `times` requests with a fault."""

    session: str
    status: int
    code: int
    message: str
    times: int


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer: a user's mistake, in a sentence that says what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """An answer: the proxy itself failed, with its traceback."""

    traceback: str
