"""A receiver of webhooks that writes down what arrives, and whether all of it is as documented."""

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.webhooks.accepting_receiver import accept_webhooks

# Seconds before the end of a proxy in which it may have had a reply and not noted it.
UNNOTED = 5.0


@dataclass(frozen=True)
class Event:
    """A webhook that has arrived."""

    at: float
    token: str
    kind: str
    conversation: str
    sid: str  # of what the event is about
    index: int


class Received:
    """All that has arrived, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.lock = threading.Lock()
        self.url = ""

    def add(self, token: str, form: dict[str, list[str]]) -> None:
        """Note a webhook."""
        kind, conversation = form["EventType"][0], form["ConversationSid"][0]
        sid = form["MessageSid"][0] if "MessageSid" in form else conversation
        index = int(form["Index"][0]) if "Index" in form else -1
        with self.lock:
            self.events.append(Event(time.time(), token, kind, conversation, sid, index))

    @property
    def sids(self) -> set[str]:
        """What all events so far are about."""
        with self.lock:
            return {event.sid for event in self.events}

    def judge(self, expected: Collection[str], ends: Collection[float]) -> Iterator[str]:
        """Yield what is wrong; `ends` are the times at which proxies were killed."""
        first: dict[str, Event] = {}
        order: dict[str, list[int]] = {}
        for event in self.events:
            earlier = first.setdefault(event.sid, event)
            if earlier is event:
                order.setdefault(event.conversation, []).append(event.index)
            elif earlier.token != event.token:
                yield f"{event.kind} of {event.sid} came twice, with two tokens"
            elif not any(earlier.at - UNNOTED <= end <= event.at for end in ends):
                yield f"{event.kind} of {event.sid} came twice, and no proxy had been killed"
        for sid in set(expected) - set(first):
            yield f"no webhook came for {sid}"
        for conversation, indexes in order.items():
            if indexes != sorted(indexes):
                yield f"the webhooks of {conversation} came out of order: {indexes}"

    @property
    def repeated(self) -> int:
        """How many webhooks came more than once."""
        return len(self.events) - len({event.sid for event in self.events})


@contextmanager
def receiving() -> Iterator[Received]:
    """Yield what arrives at a receiver that accepts everything."""
    received = Received()
    with accept_webhooks(received.add) as received.url:
        yield received
