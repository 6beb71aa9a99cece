"""What clients have seen of a state, and whether what is there in the end agrees with it.

The account is kept apart from the model: it has only what was sent and what came back. A request
without a reply may have been done or not.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LOST = 0  # the "status" of a request without a reply


@dataclass
class Thing:
    """A conversation, message or participant that a client has seen.

    - `order`: what is before it in its list has a lower one.
    - `is_gone`: a reply said that it was deleted. `may_be_gone`: a delete of it was sent.
    - `values`: what may be there, of a value that was changed.
    """

    sid: str
    order: int
    is_gone: bool = False
    may_be_gone: bool = False
    values: set[str] = field(default_factory=set)


@dataclass
class Conversation(Thing):
    """A conversation, with what clients have seen in it."""

    name: str = ""
    group: str = ""
    messages: dict[str, Thing] = field(default_factory=dict)
    participants: dict[str, Thing] = field(default_factory=dict)
    unanswered: int = 0  # messages and participants that may be there or not


class Account:
    """What all clients have seen; its methods may be called in any thread."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.conversations: dict[str, Conversation] = {}
        self.races: dict[str, list[int]] = {}
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []

    def note_status(self, status: int) -> None:
        """Count a reply, or that there was none."""
        with self.lock:
            self.statuses[status] += 1

    def note_race(self, name: str, status: int) -> None:
        """Note what one of those got that create a name at once."""
        with self.lock:
            self.races.setdefault(name, []).append(status)

    def note_conversation(self, sid: str, name: str, group: str, order: int) -> None:
        """Note a conversation that was created; `order` counts in its group."""
        with self.lock:
            if sid in self.conversations:
                self.wrong.append(f"{sid} was made twice")
            self.conversations[sid] = Conversation(sid, order, values={""}, name=name, group=group)

    def complain(self, what: str) -> None:
        """Note something that is wrong."""
        with self.lock:
            self.wrong.append(what)

    def judge_races(self) -> None:
        """Complain of a name that was created by none, or by more than one."""
        for name, statuses in self.races.items():
            made, lost = statuses.count(201), statuses.count(LOST)
            if made > 1 or (made == 0 and not lost):
                self.complain(f"{name}: {statuses}")

    def judge_conversations(self, listed: Sequence[Mapping[str, Any]]) -> None:
        """Complain of a list of all conversations that does not agree with what was seen."""
        sids = [one["sid"] for one in listed]
        names = [one["unique_name"] for one in listed]
        self._complain_of_doubles("conversation", sids)
        self._complain_of_doubles("unique name", names)
        self._compare("conversation", self.conversations.values(), sids)
        for name in set(names) - set(self.races):
            self.complain(f"nobody has created {name}")
        for one in listed:
            seen = self.conversations.get(one["sid"])
            if seen is not None and seen.name != one["unique_name"]:
                self.complain(f"{one['sid']} is {one['unique_name']}, not {seen.name}")
            if seen is not None and (one["friendly_name"] or "") not in seen.values:
                self.complain(f"{one['sid']} has {one['friendly_name']!r}, not {seen.values}")
        for group in {one.group for one in self.conversations.values()}:
            inside = [self.conversations[sid] for sid in sids if sid in self.conversations]
            self._complain_of_order(group, [one for one in inside if one.group == group])

    def judge_messages(self, conversation: Conversation, listed: Sequence[tuple[str, int]]) -> None:
        """Complain of a list of all messages of a conversation: SIDs with their indexes."""
        sids = [sid for sid, _ in listed]
        indexes = {sid: one.order for sid, one in conversation.messages.items()}
        self._complain_of_doubles("message", sids)
        self._complain_of_doubles("index", list({**indexes, **dict(listed)}.values()))
        self._compare("message", conversation.messages.values(), sids)
        if [index for _, index in listed] != sorted(index for _, index in listed):
            self.complain(f"the messages of {conversation.sid} are not in order")
        if any(indexes.get(sid, index) != index for sid, index in listed):
            self.complain(f"a message of {conversation.sid} has another index")
        if len(set(sids) - set(indexes)) > conversation.unanswered:
            self.complain(f"{conversation.sid} has messages that nobody has sent")

    def judge_participants(self, conversation: Conversation, sids: Sequence[str]) -> None:
        """Complain of a list of all participants of a conversation."""
        self._complain_of_doubles("participant", sids)
        self._compare("participant", conversation.participants.values(), sids)

    def _compare(self, kind: str, seen: Iterable[Thing], sids: Sequence[str]) -> None:
        present = set(sids)
        for one in seen:
            if one.is_gone and one.sid in present:
                self.complain(f"the {kind} {one.sid} is back")
            if not one.may_be_gone and one.sid not in present:
                self.complain(f"the {kind} {one.sid} is lost")

    def _complain_of_doubles(self, kind: str, values: Sequence[object]) -> None:
        for value, number in Counter(values).items():
            if number > 1:
                self.complain(f"the {kind} {value} is there {number} times")

    def _complain_of_order(self, group: str, inside: Sequence[Thing]) -> None:
        orders = [one.order for one in inside]
        if orders != sorted(orders, reverse=True):  # Twilio lists the newest first
            self.complain(f"the conversations of {group} are not in order")
