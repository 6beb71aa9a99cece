"""What happens by itself at a later time: the timers of conversations, and the like."""

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import datetime

from ringback.twilio.store.change import Change

# Returns what happens at a time when it is due.
Fire = Callable[[datetime], Iterable[Change]]

# How many entries that are no longer valid may stay in the heap beside as many valid ones.
_SPARE = 64


class TimerQueue:
    """Due times with what is then to be done, one for each key.

    Scheduling costs the logarithm of their number, and what is cancelled or brought forward stays
    in the heap until it is due or there is too much of it.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Hashable]] = []
        self._valid: dict[Hashable, tuple[datetime, int, Fire]] = {}
        self._scheduled = 0

    def __len__(self) -> int:
        return len(self._valid)

    def schedule(self, key: Hashable, due: datetime, fire: Fire) -> None:
        """Call `fire` at a time; an earlier time of the same key wins.

        What may be due later has to look whether it is, and to schedule itself again.
        """
        known = self._valid.get(key)
        if known is not None and known[0] <= due:
            return
        number = self._scheduled = self._scheduled + 1
        self._valid[key] = (due, number, fire)
        heapq.heappush(self._heap, (due, number, key))
        if len(self._heap) > 2 * len(self._valid) + _SPARE:
            self._heap = [(due, number, key) for key, (due, number, _) in self._valid.items()]
            heapq.heapify(self._heap)

    def cancel(self, key: Hashable) -> None:
        """Forget what was scheduled for a key, if anything was."""
        self._valid.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._valid.clear()
        self._heap.clear()

    def next(self) -> datetime | None:
        """Return the next due time, or None."""
        while self._heap:
            due, number, key = self._heap[0]
            known = self._valid.get(key)
            if known is not None and known[1] == number:
                return due
            heapq.heappop(self._heap)
        return None

    def is_due(self, now: datetime) -> bool:
        """Return whether something may be due; quick."""
        return bool(self._heap) and self._heap[0][0] <= now

    def fire(self, now: datetime) -> Iterator[Change]:
        """Yield what has happened until now, in order of the due times."""
        while (due := self.next()) is not None and due <= now:
            _, _, key = heapq.heappop(self._heap)
            _, _, fire = self._valid.pop(key)
            yield from fire(due)
