"""The set-up of a conversation, which is `initializing` meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ringback.twilio.store.stored_resource import StoredResource

# Seen live (fidelity: initializing-time).
DURATION = timedelta(milliseconds=700)


@dataclass(slots=True)
class Initialization:
    """A conversation, the state that it gets, and the exact time when its set-up began.

    `is_seen` is whether a request has come since, which met the conversation in this state.
    """

    conversation: StoredResource
    state: str
    began: datetime
    is_seen: bool = False

    def is_over(self, now: datetime) -> bool:
        """Return whether the set-up is over at an exact time.

        Where the clock stands still, it is over at the second request: the first one still meets
        the state, and a client that waits for its end does not wait for ever.
        """
        return self.is_seen if now <= self.began else now - self.began >= DURATION
