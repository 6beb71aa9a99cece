"""The names of sessions that have ended, so that late requests are told why they get no answer."""

from collections import OrderedDict
from dataclasses import dataclass

from ringback_proxy.sessions.explanations import Explanations

# A late request of a session that ended before the last thousand begins it anew.
LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a late request of a session gets no answer, and why nothing can be done with it."""

    reason: str
    over: str


class EndedSessions:
    """The sessions that have ended last, by name."""

    def __init__(self, explanations: Explanations) -> None:
        self._explanations = explanations
        self._ended: OrderedDict[str, Ended] = OrderedDict()

    def __len__(self) -> int:
        return len(self._ended)

    def get(self, name: str | None) -> Ended | None:
        """Return why the session of a name has ended; None if it has not, or that is forgotten."""
        return None if name is None else self._ended.get(name)

    def add(self, name: str, title: str) -> Ended:
        """Add a session that was ended."""
        explain = self._explanations
        return self._add(name, Ended(explain.ended(name, title), explain.over(name, title)))

    def add_dropped(self, name: str, limit: int) -> Ended:
        """Add a session that ended as the least recently used of `limit`."""
        reason = self._explanations.dropped(name, limit)
        return self._add(name, Ended(reason, reason))

    def replace(self, name: str, ended: Ended) -> None:
        """Add a session that is answered elsewhere, or cannot begin."""
        self._add(name, ended)

    def _add(self, name: str, ended: Ended) -> Ended:
        self._ended[name] = ended
        while len(self._ended) > LIMIT:
            self._ended.popitem(last=False)
        return ended

    def remove(self, name: str) -> None:
        """Remove the name of a session that begins anew; do nothing if it is not there."""
        self._ended.pop(name, None)
