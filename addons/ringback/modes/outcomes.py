"""What becomes of a request: it is answered, forwarded, or missed."""

import time
from dataclasses import dataclass, field
from enum import StrEnum

from ringback.http.messages import Request, Response
from ringback.modes.injection import Injection
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.pre_action import PreAction


class Source(StrEnum):
    """Where an answer came from, as the `Ringback` response header names it."""

    FAKE = "fake"
    CASSETTE = "cassette"
    LIVE = "live"
    MISS = "miss"
    ERROR = "error"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to a request, and what the journal notes beside it.

    - `file` (a file name without folder) and `index` (1-based) locate a cassette's answer.
    - `notes` are sentences for the console, such as what Twilio would have answered.
    - `summary` is the line that the console shows of the response; None: not made yet.
    - `redacted_request` is the request as a cassette holds it; None where the mode redacts nothing.
    - `webhooks` are to be sent after the response, in order.
    - `delay` is how many seconds the client waits for it.
    - `injection` is the fault that was injected, with `Source.FAULT`. The status of the response
      is 0 if the client gets none.
    """

    response: Response
    source: Source
    file: str | None = None
    index: int | None = None
    notes: tuple[str, ...] = ()
    summary: str | None = None
    redacted_request: Request | None = None
    webhooks: tuple[WebhookRequest, ...] = ()
    injection: Injection | None = None
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Forward:
    """The request goes to the upstream; `Mode.on_response` then gets the response.

    `knowledge` is the redactor's when it redacted the request. With `keep` the exchange is recorded
    if the mode records. `injection` is the fault that the client gets the response with. `began` is
    when it was forwarded, by `time.perf_counter`.
    """

    redacted_request: Request | None = None
    knowledge: tuple[int, int] = (0, 0)
    keep: bool = True
    injection: Injection | None = None
    began: float = field(default_factory=time.perf_counter, compare=False)


@dataclass(frozen=True, slots=True)
class Miss:
    """The mode may not or cannot answer.

    - `message` goes into the reply and from there into an SDK's exception: up to three sentences.
    - `report` is the whole explanation, lines for the console; empty where the message is all.
    """

    message: str
    report: str = ""
    redacted_request: Request | None = None


Outcome = Answer | Forward | Miss
Decision = Outcome | PreAction[Outcome]
