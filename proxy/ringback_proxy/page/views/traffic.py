"""The table of a session's exchanges, newest first, filtered."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from ringback.journal import JournalEntry
from ringback.modes.base import Source
from ringback_proxy.sessions.session import Session

SOURCES = tuple(str(source) for source in Source)
STATUSES = ("2xx", "3xx", "4xx", "5xx")

# Rows of one page of the table, and exchanges that are looked at before others get their turn.
ROWS = 200
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class TrafficFilter:
    """What an exchange has to match; an empty value matches every one.

    - `text`: part of its method and URL, in any case.
    - `source`: where the answer came from, such as "fake".
    - `status`: "4xx", or a status.
    """

    text: str = ""
    source: str = ""
    status: str = ""

    def accepts(self, entry: JournalEntry) -> bool:
        """Whether an exchange matches."""
        if self.source and self.source != entry.source:
            return False
        if self.status and not _has_status(entry.response.status, self.status):
            return False
        return not self.text or self.text.lower() in _name(entry).lower()

    def encode(self) -> str:
        """Return the filter as a query, without what is empty."""
        pairs = {"text": self.text, "source": self.source, "status": self.status}
        return urlencode({name: value for name, value in pairs.items() if value})


@dataclass(frozen=True, slots=True)
class TrafficRow:
    """One exchange in the table; `notes` is how many notes it has."""

    number: int
    method: str
    target: str
    status: int
    source: str
    milliseconds: str
    notes: int


@dataclass(frozen=True, slots=True)
class TrafficTable:
    """Rows, newest first; `last` is the number of the session's newest exchange.

    `oldest` is the number of the last row if there are older exchanges to look at, else None.
    """

    rows: tuple[TrafficRow, ...]
    last: int
    oldest: int | None = None


async def list_traffic(
    session: Session, wanted: TrafficFilter, *, after: int = 0, before: int | None = None
) -> TrafficTable:
    """Return the newest exchanges that match, with numbers above `after` and below `before`."""
    last = session.journal.total
    rows: list[TrafficRow] = []
    async for number, entry in _walk(session, before or last + 1):
        if number <= after:
            break
        if not wanted.accepts(entry):
            continue
        if len(rows) == ROWS:
            return TrafficTable(tuple(rows), last, rows[-1].number)
        rows.append(_make_row(number, entry, session))
    return TrafficTable(tuple(rows), last)


async def _walk(session: Session, before: int) -> AsyncIterator[tuple[int, JournalEntry]]:
    """Yield the kept exchanges with numbers below `before`, newest first."""
    last, entries = session.journal.total, tuple(session.journal.entries)
    skipped = max(0, last - before + 1)
    for place, entry in enumerate(islice(reversed(entries), skipped, None), skipped):
        if place % _CHUNK == _CHUNK - 1:
            await asyncio.sleep(0)
        yield last - place, entry


def _make_row(number: int, entry: JournalEntry, session: Session) -> TrafficRow:
    request = entry.redacted_request
    target = request.target if request else session.redactor.redact_text(entry.request.target)
    return TrafficRow(
        number,
        entry.request.method,
        target.encode("utf-8", "replace").decode(),
        entry.response.status,
        str(entry.source),
        f"{entry.seconds * 1000:.1f}",
        len(entry.notes),
    )


def _name(entry: JournalEntry) -> str:
    return f"{entry.request.method} {entry.request.target}"


def _has_status(status: int, wanted: str) -> bool:
    if wanted in STATUSES:
        return status // 100 == int(wanted[0])
    return str(status) == wanted
