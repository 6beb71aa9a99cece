"""A mode in front of another one: requests fail, as a user has asked."""

import itertools
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Decision, Forward, Miss, Mode, Source
from ringback.modes.faults.repeats import Repeats
from ringback.modes.faults.rule import FaultRule, make_rule
from ringback.modes.faults.tally import Tallies
from ringback.modes.injection import Injection
from ringback.modes.wrapper import ModeWrapper
from ringback.settings.fault_spec import FaultSpec
from ringback.twilio.values.faults import Fault
from ringback.twilio.webhooks.pre_action import PreAction

# The response of an exchange in which the client gets none.
NO_RESPONSE = Response(0)


class InjectedFaults(ModeWrapper):
    """Makes requests fail by the `rules`, in order, and leaves all others to `inner`.

    The responses are those that the fake itself sends for these faults. `clock` returns aware UTC
    times. `seed` makes chance and the responses' request SIDs the same in every run. Raises
    UsageError for a fault that the model does not have.
    """

    def __init__(
        self,
        inner: Mode,
        clock: Callable[[], datetime],
        seed: int | None = None,
        faults: Iterable[FaultSpec] = (),
    ) -> None:
        super().__init__(inner)
        self._clock = clock
        self._request_sids = _request_sids(seed)
        self._seed = seed
        self._drawn_seed = secrets.randbits(32) if seed is None else seed
        self._repeats = Repeats()
        self._tallies = Tallies()
        self._is_random = False
        self.rules: list[FaultRule] = []
        self.replace(faults)

    def replace(self, faults: Iterable[FaultSpec]) -> None:
        """Replace the rules; raises UsageError, and changes nothing, if one is not accepted."""
        self.rules = [self._make_rule(fault) for fault in faults]

    def add(self, fault: FaultSpec) -> None:
        """Add a rule behind all others; raises UsageError if it is not accepted."""
        self.rules.append(self._make_rule(fault))

    def _make_rule(self, fault: FaultSpec) -> FaultRule:
        rule = make_rule(fault, self._drawn_seed, self._tallies.find(fault))
        self._is_random |= rule.is_random
        return rule

    def decide(self, request: Request) -> Decision:
        """Return what the first rule for a request makes of the inner mode's decision."""
        chosen = self._choose(request)
        if chosen is None:
            return self.inner.decide(request)
        answer = self._answer(request, *chosen)
        return answer or self._change(self.inner.decide(request), *chosen)

    async def decide_large(self, request: Request) -> Decision:
        """Return the same; what takes long is done in a thread."""
        chosen = self._choose(request)
        if chosen is None:
            return await self.inner.decide_large(request)
        answer = self._answer(request, *chosen)
        return answer or self._change(await self.inner.decide_large(request), *chosen)

    def _choose(self, request: Request) -> tuple[FaultRule, Injection] | None:
        """Return the first rule that applies, and its fault; once each that matches has counted."""
        if not self.rules and not self._repeats.refused:
            return None
        if self._repeats.refused:
            self._repeats.note(request)
        rule = self._find_rule(request)
        return None if rule is None else (rule, rule.make_injection())

    def _find_rule(self, request: Request) -> FaultRule | None:
        """Return the first rule that applies; each one that matches counts the request."""
        found = None
        for rule in self.rules:
            if rule.matches(request):
                rule.number += 1
                if found is None and rule.applies(request):
                    found = rule
        return found

    def _change(self, decision: Decision, rule: FaultRule, injection: Injection) -> Decision:
        """Return a decision of the inner mode with a fault in its answer."""
        if rule.times == 0:  # others were faster while a large request was decided on
            return decision
        if not isinstance(decision, Miss):
            self._count(rule)
        return _inject(decision, injection)

    def _count(self, rule: FaultRule) -> None:
        rule.hit()
        if rule.times == 0 and rule in self.rules:
            self.rules.remove(rule)

    def _answer(self, request: Request, rule: FaultRule, injection: Injection) -> Answer | None:
        """Return the answer of a fault that replaces the inner mode's; None for any other fault."""
        if injection.is_answered:
            return None
        self._count(rule)
        if rule.answer is None:
            return Answer(NO_RESPONSE, Source.FAULT, injection=injection)
        if rule.answer.status == 429:
            self._repeats.refuse(request, rule.tally.waits)
        response = self._respond(request, rule.answer)
        return Answer(response, Source.FAULT, injection=injection)

    def _respond(self, request: Request, fault: Fault) -> Response:
        from ringback.twilio.operations.responses import respond  # a replay does not need it

        return respond(request, fault, now=self._clock(), request_sid=next(self._request_sids))

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Finish the inner mode; return its summary, and how often each rule has hit."""
        lines = await self.inner.finish(ended_well=ended_well)
        return (*lines, *self._summarize())

    def _summarize(self) -> Iterator[str]:
        yield from self._tallies.summarize({rule.tally for rule in self.rules})
        unused = sum(rule.times for rule in self.rules if rule.times is not None)
        if unused:
            yield f"unused faults: {unused}"
        if self._seed is None and self._is_random:
            yield f"faults by chance: repeat them with --seed {self._drawn_seed}"


def _inject(decision: Decision, injection: Injection) -> Decision:
    """Return a decision whose answer gets a fault, also later; a miss stays as it is."""
    if isinstance(decision, Answer):
        return replace(decision, source=Source.FAULT, injection=injection)
    if isinstance(decision, Forward):
        return replace(decision, injection=injection)
    if isinstance(decision, PreAction):
        return replace(decision, resume=lambda reply: _inject(decision.resume(reply), injection))
    return decision


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
