"""The table of a session's exchanges, newest first, filtered."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from ringback.cassette.redaction.redactor import Redactor
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.page.views.text_search import TextSearch
from ringback_proxy.sessions.session import Session

SOURCES = tuple(str(source) for source in Source)
STATUSES = ("2xx", "3xx", "4xx", "5xx")

# Rows of one page of the table, and characters of a path and query in it.
ROWS = 200
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class TrafficFilter:
    """What an exchange has to match; an empty value matches every one.

    - `text`: words, see `TextSearch`.
    - `source`: where the answer came from, such as "fake".
    - `status`: "4xx", or a status.
    """

    text: str = ""
    source: str = ""
    status: str = ""

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
    """Rows, newest first; `last` is the number of the newest exchange that was looked at.

    `oldest` is the number of the last row if there are older exchanges that match, else None.
    """

    rows: tuple[TrafficRow, ...]
    last: int
    oldest: int | None = None


async def list_traffic(
    session: Session,
    wanted: TrafficFilter,
    *,
    after: int = 0,
    before: int | None = None,
    most: int = ROWS,
) -> TrafficTable:
    """Return the newest exchanges that match, with numbers above `after` and below `before`.

    `most` is how many rows there are.
    """
    last, entries = session.journal.total, tuple(session.journal.entries)
    skipped = 0 if before is None else max(0, last - before + 1)
    kept = islice(reversed(entries), skipped, max(skipped, last - after))
    numbered = ((last - place, entry) for place, entry in enumerate(kept, skipped))
    matcher = _Matcher(wanted, session.redactor)
    # It may take long, and nobody else waits for a thread.
    return await asyncio.to_thread(_fill, numbered, last, matcher, most)


class _Matcher:
    def __init__(self, wanted: TrafficFilter, redactor: Redactor) -> None:
        self._wanted, self.redactor = wanted, redactor
        self._search = TextSearch(wanted.text)

    def accepts(self, number: int, entry: JournalEntry) -> bool:
        """Whether an exchange matches the filter."""
        wanted = self._wanted
        if wanted.source and wanted.source != entry.source:
            return False
        if wanted.status and not _has_status(entry.response.status, wanted.status):
            return False
        return self._search.finds(number, entry, self.redactor)


def _fill(
    numbered: Iterator[tuple[int, JournalEntry]], last: int, matcher: _Matcher, most: int
) -> TrafficTable:
    rows: list[TrafficRow] = []
    for number, entry in numbered:
        if not matcher.accepts(number, entry):
            continue
        if len(rows) == most:
            return TrafficTable(tuple(rows), last, rows[-1].number)
        rows.append(_make_row(number, entry, matcher.redactor))
    return TrafficTable(tuple(rows), last)


def _make_row(number: int, entry: JournalEntry, redactor: Redactor) -> TrafficRow:
    request = entry.redacted_request
    target = request.target if request else redactor.redact_text(entry.request.target)
    return TrafficRow(
        number,
        entry.request.method,
        _shorten(target.encode("utf-8", "replace").decode()),
        entry.response.status,
        str(entry.source),
        f"{entry.seconds * 1000:.1f}",
        len(entry.notes),
    )


def _shorten(target: str) -> str:
    return target if len(target) <= _LONGEST else f"{target[:_LONGEST]}…"


def _has_status(status: int, wanted: str) -> bool:
    if wanted in STATUSES:
        return status // 100 == int(wanted[0])
    return str(status) == wanted
