"""`--log-format text`: a line an exchange, explanations of misses, and a summary, for a person."""

from collections.abc import Iterable, Iterator, Mapping

from ringback.http.messages import Headers
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback.printable import escape_unprintable
from ringback.settings.table import Settings
from ringback.webhooks.delivery import Delivery, State
from ringback.webhooks.delivery_line import format_line
from ringback_proxy.reporting import banner
from ringback_proxy.reporting.colors import Color, paint
from ringback_proxy.reporting.reply_message import read_message
from ringback_proxy.reporting.types import Level, RunSummary, ShownDelivery, ShownExchange
from ringback_proxy.runtime_files.ready_file import Ready

_BODY_SHOWN = 4_000
_BINARY_SHOWN = 256
_COLOR_OF_LEVEL: dict[Level, Color | None] = {
    "info": None,
    "warning": Color.DOUBTFUL,
    "error": Color.BAD,
}


class TextFormat:
    """Makes lines for a person; `colored` ones for a terminal that wants them."""

    def __init__(self, *, colored: bool = False) -> None:
        self.colored = colored
        self._reason: str | None = None

    def message(self, lines: Iterable[str], level: Level) -> Iterable[str]:
        """Return sentences as they are."""
        return [self._line(line, _COLOR_OF_LEVEL[level]) for line in lines]

    def exchange(self, shown: ShownExchange) -> Iterable[str]:
        """Return the line of an exchange, its notes or report and, if wanted, its details."""
        entry, redact = shown.entry, shown.redact
        yield self._line(redact(exchange_line(entry, shown.session)), _color_of(entry))
        for line in self._below(shown):
            yield self._line(redact(f"  {line}"), None)
        if shown.with_details:
            for line in _details(entry):
                yield self._line(redact(f"  {line}"), Color.ASIDE)

    def delivery(self, shown: ShownDelivery) -> Iterable[str]:
        """Return the line of a webhook and, if wanted, what was sent and answered."""
        delivery = shown.delivery
        named = f"{shown.session}: " if shown.session else ""
        color = None if delivery.state is State.DELIVERED else Color.DOUBTFUL
        yield self._line(shown.redact(f"{named}{format_line(delivery)}"), color)
        if shown.with_details:
            for line in _details_of_delivery(delivery):
                yield self._line(shown.redact(f"  {line}"), Color.ASIDE)

    def listening(self, ready: Ready, settings: Settings, env: str) -> Iterable[str]:
        """Return what the server does and what to paste."""
        return self.message(banner.make_banner(ready, settings, env), "info")

    def summary(self, summary: RunSummary) -> Iterable[str]:
        """Return how many exchanges there were, and what the session says of itself."""
        return self.message((count_exchanges(summary.sources), *summary.lines), "info")

    def _below(self, shown: ShownExchange) -> Iterator[str]:
        """Yield the notes and, for an exchange without an answer, why."""
        entry = shown.entry
        yield from (f"note: {note}" for note in shown.new_notes)
        if entry.report:
            yield from entry.report.splitlines()
        elif entry.is_failure and (reason := read_message(entry.response)) != self._reason:
            yield reason
            self._reason = reason  # a full disk gives the same reason for every exchange

    def _line(self, text: str, color: Color | None) -> str:
        text = escape_unprintable(text)
        return paint(text, color) if self.colored and color is not None and text else text


def exchange_line(entry: JournalEntry, session: str = "") -> str:
    """Return the line of an exchange: request, status, source, summary, and how long it took.

    The line begins with the name of the session, if there is one.
    """
    request, response = entry.request, entry.response
    source = str(entry.source) if entry.fault is None else f"{entry.source} {entry.fault}"
    if entry.file is not None:
        source += f" {entry.file} #{entry.index}"
    summary = f": {entry.summary}" if entry.summary else ""
    status = response.status or "no response"
    shown = f"{request.label} → {status} {source}"
    named = f"{session}: " if session else ""
    return f"{named}{shown}{summary} ({entry.seconds * 1000:.0f} ms)"


def count_exchanges(sources: Mapping[Source, int]) -> str:
    """Return the number of exchanges, by where their responses came from."""
    total = sum(sources.values())
    if not total:
        return "ringback: no exchange was seen"
    counts = ", ".join(f"{number} {source}" for source, number in sorted(sources.items()))
    return f"ringback: {total} exchange{'s' if total > 1 else ''}: {counts}"


def _color_of(entry: JournalEntry) -> Color | None:
    if entry.is_failure:
        return Color.BAD
    return Color.DOUBTFUL if entry.response.status >= 400 else None


def _details(entry: JournalEntry) -> Iterator[str]:
    yield from _headers(">", entry.request.headers)
    yield from _body(">", entry.request.body)
    yield from _headers("<", entry.response.headers)
    yield from _body("<", entry.response.body)


def _details_of_delivery(delivery: Delivery) -> Iterator[str]:
    for name, value in delivery.request.parameters:
        yield f"> {name}={value[:_BODY_SHOWN]}"
    for reply in (attempt.reply for attempt in delivery.attempts):
        if reply is not None:
            yield from _headers("<", reply.headers)
            yield from _body("<", reply.body)


def _headers(mark: str, headers: Headers) -> Iterator[str]:
    for name, value in headers:
        yield f"{mark} {name}: {value}"


def _body(mark: str, body: bytes) -> Iterator[str]:
    if not body:
        return
    # A NUL byte means that it is not text, as for git: a file that is uploaded.
    if len(body) > _BINARY_SHOWN and b"\0" in body[:_BODY_SHOWN]:
        yield f"{mark} {len(body)} bytes"
        return
    text = body[:_BODY_SHOWN].decode("utf-8", "backslashreplace")
    for line in text.splitlines():
        yield f"{mark} {line}"
    if len(body) > _BODY_SHOWN:
        yield f"{mark} ... {len(body) - _BODY_SHOWN} bytes more"
