"""A fault that is injected into one exchange, and what it does to the connection."""

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """What becomes of an answer on its way to the client."""

    NONE = "none"
    SLOW = "slow"
    TIMEOUT = "timeout"
    RESET = "reset"
    CLOSE = "close"
    TRUNCATE = "truncate"
    MALFORMED = "malformed"
    DRIP = "drip"


# The request is answered as without the fault; only the answer's way to the client differs.
_ANSWERED = frozenset((Effect.SLOW, Effect.TRUNCATE, Effect.DRIP))
# The client gets whole HTTP messages.
_HTTP = frozenset((Effect.NONE, Effect.SLOW))


@dataclass(frozen=True, slots=True)
class Injection:
    """A fault by its name, and its effect.

    `seconds` is how long an answer is delayed, or the pause between the pieces of one that drips.
    """

    name: str
    effect: Effect = Effect.NONE
    seconds: float = 0.0

    @property
    def is_answered(self) -> bool:
        """Whether the mode answers the request; otherwise the request has no effect."""
        return self.effect in _ANSWERED

    @property
    def breaks_message(self) -> bool:
        """Whether the client does not get the answer as one HTTP message, sent at once."""
        return self.effect not in _HTTP
