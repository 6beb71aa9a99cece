"""Searches exchanges for words, in what the page shows of them."""

from collections.abc import Iterator

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.forms import is_form, parse_form
from ringback.http.messages import Headers, Request, Response
from ringback.journal import JournalEntry
from ringback_proxy.control.descriptions import redact_exchange

# Bytes of a body that is searched.
_LONGEST = 65_536


class TextSearch:
    """The words that an exchange has to have, all of them, in any case.

    They are looked for in its number, method, URL, status, source, recording, fault, notes, the
    explanation of a miss, the decoded fields of the request, and the reply.
    """

    def __init__(self, text: str) -> None:
        self._words = text.lower().split()

    def finds(self, number: int, entry: JournalEntry, redactor: Redactor) -> bool:
        """Whether an exchange has all words, as it is shown: redacted."""
        if not self._words:
            return True
        request = entry.redacted_request or entry.request
        if not self._occur_in(number, entry, request, entry.response):
            return False  # redaction, which takes longer, adds no words that a person looks for
        return self._occur_in(number, entry, *redact_exchange(entry, redactor), redactor)

    def _occur_in(
        self,
        number: int,
        entry: JournalEntry,
        request: Request,
        response: Response,
        redactor: Redactor | None = None,
    ) -> bool:
        about = "\n".join((*entry.notes, entry.report))
        texts = _list_texts(number, entry, request, response)
        text = "\n".join((*texts, redactor.redact_text(about) if redactor else about)).lower()
        return all(word in text for word in self._words)


def _list_texts(
    number: int, entry: JournalEntry, request: Request, response: Response
) -> Iterator[str]:
    yield f"{number} {request.method} {request.target} {request.url}"
    yield f"{response.status} {entry.source} {entry.fault or ''}"
    if entry.file:
        yield f"{entry.file} #{entry.index}"
    yield from _list_fields(request.query)
    if len(request.body) <= _LONGEST:
        yield from _list_body(request.headers, request.body)
    if len(response.body) <= _LONGEST:
        yield response.body.decode("utf-8", "replace")


def _list_body(headers: Headers, body: bytes) -> Iterator[str]:
    text = body.decode("utf-8", "replace")
    if is_form(headers):
        yield from _list_fields(text)
    else:
        yield text


def _list_fields(text: str) -> Iterator[str]:
    form = parse_form(text)
    for name in form:
        yield name
        yield from form.all(name)
