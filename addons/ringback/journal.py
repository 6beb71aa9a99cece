"""The journal: one entry per exchange, which log lines, assertions and summaries all read."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from ringback.http import basic_auth
from ringback.http.messages import Request, Response
from ringback.modes.outcomes import Answer, Source
from ringback.sids import sid_pattern
from ringback.twilio.routing.unknown_parameters import describe_unknown_parameters
from ringback.twilio.schema.unknown_names import has_unknown

# A proxy may run for weeks: older exchanges are only counted.
KEPT = 10_000
KEPT_BYTES = 64 * 1024 * 1024

_ANY_SID = re.compile("(?!IS)" + sid_pattern("[A-Z][A-Z]"))


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One exchange: request, response, where the response came from, and how long it took.

    - `report` explains a miss, in lines for the console.
    - `summary` and `redacted_request` are the answer's, see `ringback.modes.outcomes.Answer`.
    - `fault` is the name of the fault that was injected.
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
    fault: str | None = None

    @property
    def is_failure(self) -> bool:
        """Whether the request got no answer: it missed, or there was an error."""
        return self.source in (Source.MISS, Source.ERROR)


def make_entry(request: Request, answer: Answer, seconds: float, report: str = "") -> JournalEntry:
    """Return the entry of an answered request, with notes on its unknown parameters."""
    notes = answer.notes
    if answer.source is not Source.FAKE:  # which has noted them already
        notes += describe_unknown_parameters(request)
    return JournalEntry(
        request,
        answer.response,
        answer.source,
        seconds,
        answer.file,
        answer.index,
        notes,
        report,
        answer.summary,
        answer.redacted_request,
        answer.injection.name if answer.injection is not None else None,
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
    """The newest exchanges in order, and how many there were of each source.

    It keeps at most `keep` exchanges, whose bodies and targets have at most `keep_bytes` bytes
    together. The newest is kept even if it alone has more.

    `total` is the number of the newest one, from 1 on.
    `unknown_parameters` is the number of exchanges with a parameter that the API does not have.
    """

    def __init__(self, keep: int = KEPT, keep_bytes: int = KEPT_BYTES) -> None:
        self.entries: deque[JournalEntry] = deque()
        self.counts: Counter[Source] = Counter()
        self.total = 0
        self.unknown_parameters = 0
        self._keep = keep
        self._keep_bytes = keep_bytes
        self._sizes: deque[int] = deque()
        self._bytes = 0
        self._listeners: list[Callable[[JournalEntry], None]] = []

    def listen(self, listener: Callable[[JournalEntry], None]) -> None:
        """Call `listener` with each entry to come."""
        self._listeners.append(listener)

    def unlisten(self, listener: Callable[[JournalEntry], None]) -> None:
        """Call `listener` no longer."""
        self._listeners.remove(listener)

    def after(self, number: int) -> Iterator[tuple[int, JournalEntry]]:
        """Yield each kept exchange with a number above `number`, in order, with its number."""
        first = self.total - len(self.entries) + 1
        skipped = max(0, number + 1 - first)
        yield from enumerate(islice(self.entries, skipped, None), first + skipped)

    def clear(self) -> None:
        """Forget every exchange; the next one gets the next number."""
        self.entries.clear()
        self._sizes.clear()
        self.counts.clear()
        self.unknown_parameters = 0
        self._bytes = 0

    def add(self, entry: JournalEntry) -> None:
        """Add one exchange."""
        self.total += 1
        self.counts[entry.source] += 1
        if entry.notes and has_unknown(entry.notes):
            self.unknown_parameters += 1
        if self._keep:
            self._store(entry)
        for listener in tuple(self._listeners):
            listener(entry)

    def _store(self, entry: JournalEntry) -> None:
        self.entries.append(entry)
        self._sizes.append(_size(entry))
        self._bytes += self._sizes[-1]
        while len(self.entries) > self._keep or (
            self._bytes > self._keep_bytes and len(self.entries) > 1
        ):
            self.entries.popleft()
            self._bytes -= self._sizes.popleft()


def _size(entry: JournalEntry) -> int:
    """Return the size of an exchange's bodies and targets; the engine bounds its headers."""
    request, redacted = entry.request, entry.redacted_request
    size = len(request.target) + len(request.body) + len(entry.response.body) + len(entry.report)
    return size if redacted is None else size + len(redacted.target) + len(redacted.body)
