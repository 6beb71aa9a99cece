"""Whether clients wait before they ask again for what was answered with 429."""

import time
from collections.abc import Callable

from ringback.http.messages import Request

# In seconds; a client that asks again sooner has not waited.
AT_ONCE = 0.1
_KEPT = 10_000

# What makes a request the same as one before.
_Key = tuple[str, str, str, bytes]


class Waits:
    """How long clients waited before they asked again, of one rule."""

    def __init__(self) -> None:
        self.number = 0
        self.at_once = 0
        self.shortest = self.longest = 0.0

    def add(self, seconds: float) -> None:
        """Add one repeated request."""
        self.shortest = min(self.shortest, seconds) if self.number else seconds
        self.longest = max(self.longest, seconds)
        self.number += 1
        self.at_once += seconds < AT_ONCE

    def __str__(self) -> str:
        """Return it as a part of a sentence."""
        if not self.number:
            return "not asked again"
        times = "once" if self.number == 1 else f"{self.number} times"
        span = f"{self.shortest:.2f} s"
        if f"{self.longest:.2f}" != f"{self.shortest:.2f}":
            span += f" to {self.longest:.2f} s"
        waited = f"asked again {times}, after {span}"
        if self.at_once:
            waited += f": {self.at_once} of {self.number} did not wait"
        return waited


class Repeats:
    """The requests that were answered with 429, and not asked again yet: `refused`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.refused: dict[_Key, tuple[Waits, float]] = {}

    def refuse(self, request: Request, waits: Waits) -> None:
        """Note that a request was answered with 429 by the rule whose waits are given."""
        if len(self.refused) >= _KEPT:
            self.refused.clear()
        self.refused[_key(request)] = (waits, self._clock())

    def note(self, request: Request) -> None:
        """Note a request, which may repeat one that was refused."""
        refused = self.refused.pop(_key(request), None)
        if refused is not None:
            waits, since = refused
            waits.add(self._clock() - since)


def _key(request: Request) -> _Key:
    return (request.method, request.host, request.target, request.body)
