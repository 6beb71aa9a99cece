"""A client of the model of the API, without any proxy."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from ringback.http.messages import Headers, request_to
from ringback.twilio.api import Answered, Reply, TwilioApi
from ringback.twilio.webhooks.pre_action import PreAction

ORIGIN = "https://conversations.twilio.com"
ACCOUNT = "AC" + "0123456789abcdef" * 2
FORM = ("Content-Type", "application/x-www-form-urlencoded")

Parameters = Mapping[str, str] | Iterable[tuple[str, str]]


class Clock:
    """A clock that stands still until it is advanced."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 14, 8, 1, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Advance the clock: `clock.advance(minutes=10)`."""
        self.now += timedelta(**span)


@dataclass(frozen=True, slots=True)
class ApiReply:
    """A reply: its status, its JSON or None for no body, its headers, and its notes."""

    status: int
    body: Any
    headers: Headers
    notes: tuple[str, ...]

    @property
    def fault(self) -> tuple[int, int]:
        """The HTTP status and Twilio's code of an error."""
        assert self.body["status"] == self.status
        return self.status, self.body["code"]


@dataclass
class Caller:
    """A client of one account."""

    api: TwilioApi
    user: str = ACCOUNT
    password: str = "a token"
    origin: str = ORIGIN
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, target: str) -> ApiReply:
        """Fetch or list; `target` begins after the version: `/Conversations?PageSize=5`."""
        return self.send("GET", "/v1" + target)

    def post(self, target: str, parameters: Parameters = ()) -> ApiReply:
        """Create or update with form parameters."""
        pairs = parameters.items() if isinstance(parameters, Mapping) else parameters
        return self.send("POST", "/v1" + target, urlencode(list(pairs)).encode(), FORM)

    def delete(self, target: str) -> ApiReply:
        """Delete."""
        return self.send("DELETE", "/v1" + target)

    def follow(self, url: str) -> ApiReply:
        """Fetch an absolute URL from a reply."""
        assert url.startswith(self.origin + "/")
        return self.send("GET", url.removeprefix(self.origin))

    def create(self, target: str, parameters: Parameters = ()) -> Any:
        """Create a resource and return its JSON."""
        reply = self.post(target, parameters)
        assert reply.status == 201, reply.body
        return reply.body

    def send(
        self, method: str, target: str, body: bytes = b"", *headers: tuple[str, str]
    ) -> ApiReply:
        """Send any request with this caller's credentials, and return the reply."""
        answer = self.answer(method, target, body, *headers)
        assert isinstance(answer, Reply), answer
        return read_reply(answer)

    def answer(
        self, method: str, target: str, body: bytes = b"", *headers: tuple[str, str]
    ) -> Answered | PreAction[Answered]:
        """Send any request, and return the answer of the model unchanged."""
        pairs = (("Authorization", self.authorization), *self.headers.items(), *headers)
        return self.api.answer(request_to(method, self.origin + target, Headers(pairs), body))

    @property
    def authorization(self) -> str:
        """The value of the header of the same name."""
        return authorize(self.user, self.password)


def authorize(user: str = ACCOUNT, password: str = "a token") -> str:
    """Return the value of the header Authorization."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def read_reply(reply: Reply) -> ApiReply:
    """Return a reply of the model with its JSON read."""
    response = reply.response
    read = json.loads(response.body) if response.body else None
    return ApiReply(response.status, read, response.headers, reply.notes)
