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
from ringback.settings.table import ForwardingSettings
from ringback_proxy.sessions.result import History, SessionResult
from ringback_proxy.sessions.spec import SessionSpec

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
class Begin(Message[tuple[str, ...]]):
    """Begin a session; the answer is the cassettes' warnings.

    `session` is also the user name in the proxy URL that marks a request as this session's.
    """

    session: str
    spec: SessionSpec


@dataclass(frozen=True, slots=True)
class End(Message[SessionResult]):
    """End a session once its requests are answered.

    `ended_well` moves a pending cassette into place.
    """

    session: str
    ended_well: bool


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
