"""A mode in front of another one: requests fail, as a user has asked."""

import itertools
import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from ringback.http.messages import Request, Response
from ringback.modes.faults.repeats import Repeats
from ringback.modes.faults.rule import FaultRule, make_rule
from ringback.modes.faults.tally import Tallies
from ringback.modes.injection import Injection
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Decision, Forward, Miss, Source
from ringback.modes.state import ModeState
from ringback.modes.wrapper import ModeWrapper
from ringback.settings.fault_spec import FaultSpec, parse_members
from ringback.twilio.values.faults import Fault
from ringback.twilio.webhooks.pre_action import PreAction

T = TypeVar("T")

# The response of an exchange in which the client gets none.
NO_RESPONSE = Response(0)


class InjectedFaults(ModeWrapper):
    """Makes requests fail by the `rules`, in order, and leaves all others to `inner`.

    The responses are those that the fake itself sends for these faults. `clock` returns aware UTC
    times. `seed` makes chance and the responses' request SIDs the same in every run. `state` is
    what proxies share, if they do: the rules are then used in its `run` only. `share`: whether they
    share the `faults` of the beginning, too, and not only what replaces them. Raises UsageError for
    a fault that the model does not have.
    """

    def __init__(
        self,
        inner: Mode,
        clock: Callable[[], datetime],
        seed: int | None = None,
        faults: Iterable[FaultSpec] = (),
        state: ModeState | None = None,
        *,
        share: bool = False,
    ) -> None:
        super().__init__(inner)
        self._shared = state
        self._given = tuple(faults)
        self._shares_given = self._is_shared = share
        self._clock = clock
        self._request_sids = _request_sids(seed)
        self._seed = seed
        self._drawn_seed = secrets.randbits(32) if seed is None else seed
        self._begin()

    def _begin(self) -> None:
        self._repeats = Repeats()
        self._tallies = Tallies()
        self._is_random = False
        self.rules: list[FaultRule] = [self._make_rule(fault) for fault in self._given]
        self._is_shared = self._shares_given

    def replace(self, faults: Iterable[FaultSpec]) -> None:
        """Replace the rules; raises UsageError, and changes nothing, if one is not accepted."""
        self.rules = [self._make_rule(fault) for fault in faults]
        self._is_shared = True

    def add(self, fault: FaultSpec) -> None:
        """Add a rule behind all others; raises UsageError if it is not accepted."""
        self.rules.append(self._make_rule(fault))
        self._is_shared = True

    def dump(self) -> str | None:
        """Return the rules and their counts as text; None as long as they are not shared."""
        return json.dumps([rule.dump() for rule in self.rules]) if self._is_shared else None

    def restore(self, setting: str | None) -> None:
        """Set the rules as another proxy has dumped them; None for those of the beginning."""
        if setting is None:
            self._begin()
            return
        before = {rule.id: rule for rule in self.rules}
        rules = []
        for dumped in json.loads(setting):
            rule = before.get(dumped["id"]) or self._make_rule(parse_members(dumped["fault"]))
            rule.restore(dumped)
            rules.append(rule)
        self.rules, self._is_shared = rules, True

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
        chosen = await self._run(partial(self._choose, request))
        if chosen is None:
            return await self.inner.decide_large(request)
        answer = await self._run(partial(self._answer, request, *chosen))
        if answer is not None:
            return answer
        decision = await self.inner.decide_large(request)
        return await self._run(partial(self._change, decision, *chosen))

    async def _run(self, work: Callable[[], T]) -> T:
        """Return the result of what uses the rules, where proxies share them in a transaction."""
        return work() if self._shared is None else await self._shared.run(work)

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
