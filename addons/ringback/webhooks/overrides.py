"""Connection overrides: what the fragment of a webhook's URL says, such as `#rc=2&rp=5xx`.

Twilio documents them for webhooks in general. The fragment is neither sent nor signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

# Documented for Conversations: no webhook is waited for longer.
TIMEOUT = 5.0
# INFERRED (fidelity: webhook-retried): these are documented for Programmable Chat.
RETRIED_STATUSES = frozenset((429, 503, 504))

_NUMBERS = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}
_POLICIES = ("4xx", "5xx", "ct", "rt", "all")


@dataclass(frozen=True, slots=True)
class ConnectionOverrides:
    """How a webhook is called; times are in seconds.

    - `connect`, `read`, `total`: the limits of one attempt, and of its parts.
    - `retries`: how often it is called again.
    - `policies`: after which failures, by Twilio's names; empty: the usual ones.
    """

    connect: float = TIMEOUT
    read: float = TIMEOUT
    total: float = TIMEOUT
    retries: int = 0
    policies: frozenset[str] = frozenset()

    def retries_after(self, status: int | None, *, connected: bool) -> bool:
        """Return whether an attempt is repeated: one with a status, or without an answer."""
        if not self.policies:
            return status is None or status in RETRIED_STATUSES
        if "all" in self.policies:
            return status is None or status >= 400
        if status is None:
            return ("rt" if connected else "ct") in self.policies
        return f"{status // 100}xx" in self.policies


def parse_overrides(fragment: str, retries: int = 0) -> ConnectionOverrides:
    """Parse the fragment of a URL; what it does not say, or not well, is as usual.

    `retries` is the number for a fragment without one.
    """
    given = {name: values[-1] for name, values in parse_qs(fragment).items()}
    numbers = {name: _read_number(given, name) for name in _NUMBERS}
    count = numbers["rc"]
    return ConnectionOverrides(
        _to_seconds(numbers["ct"]),
        _to_seconds(numbers["rt"]),
        _to_seconds(numbers["tt"]),
        retries if count is None else count,
        frozenset(given.get("rp", "").split(",")) & frozenset(_POLICIES),
    )


def _read_number(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        return None
    least, most = _NUMBERS[name]
    return min(max(int(text), least), most)


def _to_seconds(milliseconds: int | None) -> float:
    return TIMEOUT if milliseconds is None else milliseconds / 1000
