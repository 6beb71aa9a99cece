"""One exchange, opened: request, response, notes, and why it was a miss."""

import re
from dataclasses import dataclass

from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.control.descriptions import redact_exchange
from ringback_proxy.page.views.curl import make_curl
from ringback_proxy.page.views.message_view import MessageView, view_request, view_response
from ringback_proxy.sessions.session import Session

# A line of a miss's explanation that names what to type.
_COMMAND = re.compile(r"^  (to [^:]+):\s+(.+)$", re.MULTILINE)
_ABSENT = "(absent)"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field in which the closest recording differs from a request."""

    field: str
    recorded: str
    sent: str


@dataclass(frozen=True, slots=True)
class ClosestRecording:
    """The recording that is closest to a request that was a miss."""

    place: str
    label: str
    differences: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """An exchange; `recording` is where its answer was played from, or "".

    `commands` are what to type after a miss, each with its purpose.
    """

    number: int
    method: str
    url: str
    status: int
    source: str
    milliseconds: str
    recording: str
    notes: tuple[str, ...]
    explanation: str
    commands: tuple[tuple[str, str], ...]
    closest: ClosestRecording | None
    request: MessageView
    response: MessageView
    curl: str | None


def view_exchange(session: Session, number: int) -> ExchangeView | None:
    """Return the exchange with a number; None if it is not kept."""
    found = next(iter(session.journal.after(number - 1)), None)
    if found is None or found[0] != number:
        return None
    entry = found[1]
    redactor = session.redactor
    request, response = redact_exchange(entry, redactor)
    explanation = redactor.redact_text(entry.report)
    return ExchangeView(
        number,
        request.method,
        request.url.encode("utf-8", "replace").decode(),
        response.status,
        str(entry.source),
        f"{entry.seconds * 1000:.1f}",
        f"{entry.file} #{entry.index}" if entry.file else "",
        tuple(redactor.redact_text(note) for note in entry.notes),
        explanation,
        tuple(_COMMAND.findall(explanation)),
        _find_closest(session, entry),
        view_request(request),
        view_response(response),
        make_curl(request),
    )


def _find_closest(session: Session, entry: JournalEntry) -> ClosestRecording | None:
    if entry.source is not Source.MISS or entry.redacted_request is None:
        return None
    closest = session.mode.find_closest(entry.redacted_request)
    if closest is None:
        return None
    recording = closest.indexed.recording
    if f"{recording.place} ({recording.label}, " not in entry.report:
        return None  # others have been played since, and the explanation names another one
    differences = tuple(
        FieldDifference(one.field, _show(one.recorded), _show(one.sent))
        for one in closest.differences
    )
    return ClosestRecording(recording.place, recording.label, differences)


def _show(value: str | None) -> str:
    return _ABSENT if value is None else value.encode("utf-8", "replace").decode()
