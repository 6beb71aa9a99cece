"""The journal: one entry per exchange, which log lines, assertions and summaries all read."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ringback.http import basic_auth
from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Source
from ringback.sids import sid_pattern

# A proxy may run for weeks: older exchanges are only counted.
KEPT = 10_000

_ANY_SID = re.compile("(?!IS)" + sid_pattern("[A-Z][A-Z]"))


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One exchange: request, response, where the response came from, and how long it took.

    - `report` explains a miss, in lines for the console.
    - `summary` and `redacted_request` are the answer's, see `ringback.modes.base.Answer`.
    """

    request: Request
    response: Response
    source: Source
    seconds: float
    file: str | None = None
    index: int | None = None
    notes: tuple[str, ...] = ()
    report: str = ""
    summary: str | None = None
    redacted_request: Request | None = None


def make_entry(request: Request, answer: Answer, seconds: float, report: str = "") -> JournalEntry:
    """Return the entry of an answered request."""
    return JournalEntry(
        request,
        answer.response,
        answer.source,
        seconds,
        answer.file,
        answer.index,
        answer.notes,
        report,
        answer.summary,
        answer.redacted_request,
    )


class NewNotes:
    """Finds the notes that were not shown before.

    A caller needs to read a note once, and not with each of a thousand requests, whose SIDs differ.
    Notes on services are shown for each of them, because they are adopted one by one.
    """

    def __init__(self) -> None:
        self._shown: set[tuple[bytes, str]] = set()

    def select(self, request: Request, notes: Iterable[str]) -> tuple[str, ...]:
        """Return the notes on a request that its caller has not been shown; they now have been."""
        return tuple(note for note in notes if self._is_new(request, note))

    def _is_new(self, request: Request, note: str) -> bool:
        credentials = basic_auth.parse(request.headers.get("Authorization"))
        key = (credentials.user if credentials else b"", _ANY_SID.sub("", note))
        if key in self._shown:
            return False
        if len(self._shown) >= KEPT:
            self._shown.clear()
        self._shown.add(key)
        return True


class Journal:
    """The newest exchanges in order, and how many there were of each source."""

    def __init__(self, keep: int = KEPT) -> None:
        self.entries: deque[JournalEntry] = deque(maxlen=keep)
        self.counts: Counter[Source] = Counter()
        self._listeners: list[Callable[[JournalEntry], None]] = []

    def listen(self, listener: Callable[[JournalEntry], None]) -> None:
        """Call `listener` with each entry to come."""
        self._listeners.append(listener)

    def add(self, entry: JournalEntry) -> None:
        """Add one exchange."""
        self.entries.append(entry)
        self.counts[entry.source] += 1
        for listener in self._listeners:
            listener(entry)
