"""How often faults have hit, for the summary: a line for each, however often it was ordered."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ringback.modes.faults.repeats import Waits
from ringback.settings.fault_spec import FaultSpec

# A test run may order thousands of different faults; the summary is for people.
_KEPT = 1_000


@dataclass(slots=True, eq=False)
class Tally:
    """How many requests one fault has hit, and how long clients waited after a 429."""

    hits: int = 0
    waits: Waits = field(default_factory=Waits)
    is_429: bool = False

    def describe(self) -> str:
        """Return it as a part of a sentence."""
        hits = f"{self.hits} hit{'' if self.hits == 1 else 's'}"
        return f"{hits}; {self.waits}" if self.is_429 and self.hits else hits


class Tallies:
    """The tallies of a session's faults, in the order in which they were first ordered."""

    def __init__(self) -> None:
        self._tallies: dict[str, Tally] = {}

    def find(self, spec: FaultSpec) -> Tally:
        """Return the tally of a fault, which equal ones share."""
        if len(self._tallies) >= _KEPT:
            del self._tallies[next(iter(self._tallies))]
        shown = str(replace(spec, status=None, message=None))
        return self._tallies.setdefault(shown, Tally())

    def summarize(self, kept: set[Tally]) -> Iterator[str]:
        """Yield a line for each fault that has hit, or is among those that are `kept`."""
        for shown, tally in self._tallies.items():
            if tally.hits or tally in kept:
                yield f"fault {shown}: {tally.describe()}"
