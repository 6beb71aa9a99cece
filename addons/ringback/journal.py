"""What happened: one entry an exchange, which log lines, assertions and summaries all read."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Source

# A proxy may run for weeks; what is older than this is only counted.
KEPT = 10_000


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One exchange: what was asked, what was answered, where it came from and how long it took.

    `report` is the explanation of a miss, lines for the console.
    """

    request: Request
    response: Response
    source: Source
    seconds: float
    file: str | None = None
    index: int | None = None
    notes: tuple[str, ...] = ()
    report: str = ""


def entry(request: Request, answer: Answer, seconds: float, report: str = "") -> JournalEntry:
    """Make the entry of an answered request."""
    return JournalEntry(
        request,
        answer.response,
        answer.source,
        seconds,
        answer.file,
        answer.index,
        answer.notes,
        report,
    )


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
        """Note one exchange."""
        self.entries.append(entry)
        self.counts[entry.source] += 1
        for listener in self._listeners:
            listener(entry)
