"""One exchange as a test sees it: the request, parsed, and its response."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from ringback.http.forms import Form, parse_form
from ringback.http.messages import Headers, Request, Response
from ringback.journal import JournalEntry
from ringback.twilio.operations.request_form import read_body_form


@dataclass(frozen=True)
class Exchange:
    """A request that reached the proxy, and its response.

    - `request`, `response`: the messages as they were sent.
    - `source`: what answered: "fake", "cassette", "live", "miss", "error" or "fault".
    - `seconds`: how long that took.
    - `explanation`: why the request missed; empty otherwise.
    - `notes`: remarks, one sentence each.
    - `file`, `index`: the name of the cassette that answered, and the 1-based number of the
      recording in it; None for other sources.
    - `fault`: the name of the fault that was injected; None for other sources.
    """

    request: Request
    response: Response
    source: str
    seconds: float = field(compare=False)
    explanation: str = field(default="", repr=False)
    notes: tuple[str, ...] = ()
    file: str | None = None
    index: int | None = None
    fault: str | None = None

    @classmethod
    def from_entry(cls, entry: JournalEntry) -> "Exchange":
        """Return the exchange of a journal entry."""
        return cls(
            entry.request,
            entry.response,
            str(entry.source),
            entry.seconds,
            entry.report,
            entry.notes,
            entry.file,
            entry.index,
            entry.fault,
        )

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.request.method

    @property
    def url(self) -> str:
        """The absolute URL."""
        return self.request.url

    @property
    def path(self) -> str:
        """The decoded path, without the query."""
        return unquote(self.request.path)

    @property
    def headers(self) -> Headers:
        """The request's headers; names are case-insensitive: `headers.get("Accept")`."""
        return self.request.headers

    @cached_property
    def query(self) -> Mapping[str, str | list[str]]:
        """The query's parameters; one that was sent more than once has a list of values."""
        return _collect(parse_form(self.request.query))

    @cached_property
    def form(self) -> Mapping[str, str | list[str]]:
        """The fields of a form body; one that was sent more than once has a list of values."""
        form, _ = read_body_form(self.request)
        return _collect(form)

    @cached_property
    def json(self) -> Any:
        """The request's body parsed as JSON; None if it is not JSON."""
        return _parse_json(self.request.body)

    @property
    def status(self) -> int:
        """The HTTP status of the response; 0 if a fault has left the client without one."""
        return self.response.status

    @cached_property
    def reply(self) -> Any:
        """The response's body parsed as JSON; None if it is not JSON."""
        return _parse_json(self.response.body)


def _collect(form: Form) -> dict[str, str | list[str]]:
    values = {name: list(form.all(name)) for name in form}
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _parse_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
