"""One exchange as a test looks at it: the request, parsed, and what answered it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from ringback.http.forms import is_form, parse_form
from ringback.http.messages import Headers, Request, Response
from ringback.journal import JournalEntry


@dataclass(frozen=True)
class Exchange:
    """A request that reached the proxy, and its answer.

    `source` says who answered: "fake", "cassette", "live", "miss" or "error". `seconds` is how
    long that took; `explanation` says why a miss is one, and `file` and `index` (1-based) name the
    recording that was played.
    """

    request: Request
    response: Response
    source: str
    seconds: float = field(compare=False)
    explanation: str = field(default="", repr=False)
    notes: tuple[str, ...] = ()
    file: str | None = None
    index: int | None = None

    @classmethod
    def of(cls, entry: JournalEntry) -> "Exchange":
        """Make one of a journal's entry."""
        return cls(
            entry.request,
            entry.response,
            str(entry.source),
            entry.seconds,
            entry.report,
            entry.notes,
            entry.file,
            entry.index,
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
        """The headers of the request, by name without regard to case: `headers.get("Accept")`."""
        return self.request.headers

    @cached_property
    def query(self) -> Mapping[str, str | list[str]]:
        """The query's parameters; one that was sent more than once is a list."""
        return _parsed(self.request.query)

    @cached_property
    def form(self) -> Mapping[str, str | list[str]]:
        """The form in the body; a field that was sent more than once is a list."""
        if not is_form(self.headers):
            return {}
        return _parsed(self.request.body.decode("utf-8", "replace"))

    @cached_property
    def json(self) -> Any:
        """The body of the request as JSON; None where it is none."""
        return _json(self.request.body)

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return self.response.status

    @cached_property
    def reply(self) -> Any:
        """The body of the answer as JSON; None where it is none."""
        return _json(self.response.body)


def _parsed(text: str) -> dict[str, str | list[str]]:
    form = parse_form(text)
    values = {name: list(form.all(name)) for name in form}
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
