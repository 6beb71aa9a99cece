"""Rules that make requests fail, and count."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from ringback.http.messages import Request
from ringback.modes.faults.answers import find_answer
from ringback.modes.faults.draw import draw
from ringback.modes.faults.path_pattern import matches_path
from ringback.modes.faults.rate_limit import RateLimit
from ringback.modes.faults.tally import Tally
from ringback.modes.injection import Effect, Injection
from ringback.settings.fault_spec import ALWAYS, EFFECTS, FaultSpec
from ringback.twilio.values.faults import Fault


@dataclass(slots=True, eq=False)
class FaultRule:
    """A fault as a session has it, with what is left of its `times` and `after`.

    - `shown`: the fault as it is typed, which is a part of each draw.
    - `answer`: what requests that fail are answered with; None for other effects.
    - `tally`: how many requests have failed by this rule and by equal ones, for the summary.
    - `number`: how many have matched; `hits`: how many of them have failed.
    - `id`: the same in every proxy that shares the rule.
    """

    spec: FaultSpec
    shown: str
    seed: int
    answer: Fault | None
    times: int | None
    after: int
    limit: RateLimit | None
    tally: Tally
    number: int = 0
    hits: int = 0
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def matches(self, request: Request) -> bool:
        """Return whether a request is one that the rule is for."""
        if self.spec.method is not None and self.spec.method != request.method:
            return False
        return self.spec.path is None or matches_path(self.spec.path, unquote(request.path))

    def applies(self, request: Request) -> bool:
        """Return whether a request that matches fails, unless another rule has decided."""
        if self.after:
            self.after -= 1
            return False
        if self.limit is not None and self.limit.admit(request):
            return False
        return self.spec.chance == ALWAYS or self._draw("chance") * 100 < self.spec.chance

    def hit(self) -> None:
        """Count a request that fails."""
        self.hits += 1
        self.tally.hits += 1
        if self.times is not None:
            self.times -= 1

    def make_injection(self) -> Injection:
        """Return what becomes of the request that was counted last."""
        effect = Effect(self.spec.name) if self.spec.name in EFFECTS else Effect.NONE
        return Injection(self.spec.name, effect, self._draw_seconds())

    def _draw_seconds(self) -> float:
        if self.spec.ms is None:
            return 0.0
        least, most = self.spec.ms
        span = most - least
        return (least + (span and self._draw("ms") * span)) / 1000

    def _draw(self, purpose: str) -> float:
        return draw(self.seed, self.shown, self.number, purpose)

    @property
    def is_random(self) -> bool:
        """Whether chance decides on anything."""
        ms = self.spec.ms or (0, 0)
        return self.spec.chance < ALWAYS or ms[0] != ms[1]

    def describe(self) -> dict[str, Any]:
        """Return the rule as it is given, with what is left, and without what is not set."""
        found = self.spec.describe()
        for key, left in (("times", self.times), ("after", self.after)):
            found.pop(key, None)
            if left:
                found[key] = left
        return found

    def dump(self) -> dict[str, Any]:
        """Return the rule and its counts, as JSON; `number` only where chance depends on it."""
        counts = {"times": self.times, "after": self.after, "hits": self.hits}
        if self.is_random:
            counts["number"] = self.number
        return {"id": self.id, "fault": self.spec.describe(), **counts}

    def restore(self, dumped: Mapping[str, Any]) -> None:
        """Set the counts to those of a rule that was dumped."""
        self.id = dumped["id"]
        self.times, self.after, self.hits = dumped["times"], dumped["after"], dumped["hits"]
        self.number = dumped.get("number", self.number)


def make_rule(spec: FaultSpec, seed: int, tally: Tally) -> FaultRule:
    """Return a rule that no request has matched; raises UsageError for an unknown code."""
    limit = RateLimit(spec.per_second) if spec.per_second is not None else None
    answer = find_answer(spec)
    tally.is_429 = answer is not None and answer.status == 429
    return FaultRule(spec, str(spec), seed, answer, spec.times, spec.after, limit, tally)
