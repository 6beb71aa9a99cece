"""What a failed test shows of its session: misses, errors, remarks and warnings."""

from collections.abc import Iterable, Iterator

from ringback.journal import NewNotes
from ringback_proxy.testing.exchange import Exchange


def format_report(exchanges: Iterable[Exchange], warnings: Iterable[str]) -> list[str]:
    """Return the lines of the report; empty if every request was answered without a remark."""
    lines: list[str] = []
    new_notes = NewNotes()
    for exchange in exchanges:
        lines += _describe(exchange, new_notes)
    return [*lines, *warnings]


def _describe(exchange: Exchange, new_notes: NewNotes) -> Iterator[str]:
    call = exchange.request.label
    if exchange.source in ("miss", "error"):
        yield f"{call} -> {exchange.status}"
        explanation = exchange.explanation or _read_message(exchange)
        yield from (f"  {line}" for line in explanation.splitlines())
    for note in new_notes.select(exchange.request, exchange.notes):
        yield f"{call}: {note}"


def _read_message(exchange: Exchange) -> str:
    reply = exchange.reply
    return str(reply.get("message", "")) if isinstance(reply, dict) else ""
