"""What a mode says to a request: here is the answer, forward it, or a miss."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ringback.http.messages import Request, Response


class Source(StrEnum):
    """Where an answer came from, as the `Ringback` response header says it."""

    FAKE = "fake"
    CASSETTE = "cassette"
    LIVE = "live"
    MISS = "miss"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Answer:
    """The response, where it came from, and what the log should say beside it.

    `file` (a file's name, no folder) and `index` (1-based) are known for a cassette's answer.
    `notes` are one sentence each, for the console: what Twilio would have said, say.
    """

    response: Response
    source: Source
    file: str | None = None
    index: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forward:
    """The request goes to the upstream; the mode then learns the response."""


@dataclass(frozen=True, slots=True)
class Miss:
    """The mode may not or cannot answer.

    `message` goes into the reply and from there into an SDK's exception: a sentence or three.
    `report` is the whole explanation, lines for the console; empty where the message is all.
    """

    message: str
    report: str = ""


Decision = Answer | Forward | Miss


class Mode(Protocol):
    """How requests to the Conversations hosts get their answers.

    `offline` says that nothing may ever reach Twilio. `decide` is quick and does no I/O. `learn`
    is awaited with the upstream's response (decoded) before the client gets it, and raises an
    RingbackError where the response could not be kept; the client then gets our 500 instead.
    """

    name: str
    offline: bool

    def decide(self, request: Request) -> Decision:
        """Say what becomes of a request."""
        ...

    async def learn(self, request: Request, response: Response) -> None:
        """Take in what the upstream answered to a forwarded request."""
        ...

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Close what is open and sum up, a line each; called once, when nothing is in flight."""
        ...
