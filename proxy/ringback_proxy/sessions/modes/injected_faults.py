"""A mode in front of another one: requests fail, as a test or the control API has asked."""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime

from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Decision, Forward, Mode, Source
from ringback.twilio.values.faults import Fault
from ringback_proxy.sessions.fault_rules import FaultRule


class InjectedFaults(Mode):
    """Answers with the faults of the `rules`, in order, and leaves other requests to `inner`.

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
        self.rules: list[FaultRule] = []

    def decide(self, request: Request) -> Decision:
        """Return the fault of the first rule for a request, or the decision of the inner mode."""
        if not self.rules:
            return self.inner.decide(request)
        fault = self._apply(request)
        if fault is None:
            return self.inner.decide(request)
        from ringback.twilio.operations.responses import respond  # a replay does not need it

        response = respond(request, fault, now=self._clock(), request_sid=next(self._request_sids))
        return Answer(response, Source.FAKE)

    def _apply(self, request: Request) -> Fault | None:
        """Return the fault that a request gets, and count it; None if it passes."""
        for rule in self.rules:
            if not rule.matches(request):
                continue
            if rule.after:
                rule.after -= 1
                continue
            if rule.times is not None:
                rule.times -= 1
                if not rule.times:
                    self.rules.remove(rule)
            return rule.fault
        return None

    async def on_response(self, request: Request, response: Response, forward: Forward) -> None:
        """Pass the response on to the inner mode."""
        await self.inner.on_response(request, response, forward)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Finish the inner mode; return its summary and how many faults were left unused."""
        lines = await self.inner.finish(ended_well=ended_well)
        unused = sum(rule.times for rule in self.rules if rule.times is not None)
        if unused:
            lines += (f"unused faults: {unused}",)
        return lines


def _request_sids(seed: int | None) -> Iterator[str]:
    """Yield SIDs for `Twilio-Request-Id`.

    Seeded ones are derived, so that they differ from those of the fake, which has the same seed.
    """
    from ringback.twilio.values.sid_sources import RandomSids, SeededSids  # nor these

    if seed is None:
        sids = RandomSids()
        while True:
            yield sids.next("RQ")
    seeded = SeededSids(seed)
    for number in itertools.count():
        yield seeded.derive("RQ", f"faults/{number}")
