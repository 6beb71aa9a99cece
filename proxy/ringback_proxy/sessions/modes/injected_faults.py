"""A mode in front of another one: the next requests fail, as the test asked with `fail_next`."""

import itertools
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime

from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Decision, Forward, Mode, Source
from ringback.twilio.operations.responses import respond
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.sid_sources import RandomSids, SeededSids


class InjectedFaults(Mode):
    """Answers with the injected faults, in order, and then leaves requests to `inner`.

    The responses are those that the fake itself sends for these faults. `clock` returns aware UTC
    times; `seed` makes their request SIDs the same in every run.
    """

    def __init__(self, inner: Mode, clock: Callable[[], datetime], seed: int | None = None) -> None:
        self.inner = inner
        self.name = inner.name
        self.offline = inner.offline
        self.forwards_on_failure = inner.forwards_on_failure
        self._clock = clock
        self._request_sids = _request_sids(seed)
        self._faults: deque[Fault] = deque()

    def inject(self, fault: Fault, times: int) -> None:
        """Fail the next `times` requests, after those that are to fail already."""
        self._faults.extend([fault] * times)

    def decide(self, request: Request) -> Decision:
        """Return the next injected fault, or the decision of the inner mode if none is left."""
        if not self._faults:
            return self.inner.decide(request)
        fault = self._faults.popleft()
        response = respond(request, fault, now=self._clock(), request_sid=next(self._request_sids))
        return Answer(response, Source.FAKE)

    async def on_response(self, request: Request, response: Response, forward: Forward) -> None:
        """Pass the response on to the inner mode."""
        await self.inner.on_response(request, response, forward)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Finish the inner mode; return its summary and how many faults were left unused."""
        lines = await self.inner.finish(ended_well=ended_well)
        if self._faults:
            lines += (f"unused faults of fail_next: {len(self._faults)}",)
        return lines


def _request_sids(seed: int | None) -> Iterator[str]:
    """Yield SIDs for `Twilio-Request-Id`.

    Seeded ones are derived, so that they differ from those of the fake, which has the same seed.
    """
    if seed is None:
        sids = RandomSids()
        while True:
            yield sids.next("RQ")
    seeded = SeededSids(seed)
    for number in itertools.count():
        yield seeded.derive("RQ", f"fail_next/{number}")
