"""Random sequences of operations, against the fake and against a tiny model of it."""

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
)

from ringback.twilio.values.sid_sources import SeededSids
from tests.support.state.kind import scale_examples
from tests.support.twilio.caller import ApiReply, Caller, Clock
from tests.support.twilio.models import make_model
from tests.support.twilio.schemas import schema

CONVERSATION = schema("conversation")
PARTICIPANT = schema("participant")
MESSAGE = schema("message")
META = schema("meta")

CLOSED = (400, 50377)
NAMES = st.sampled_from(["one", "two", "three"])
IDENTITIES = st.sampled_from(["alice", "bob", "carol"])
NUMBERS = st.sampled_from(["+15550000001", "+15550000002"])
PROXY = "+15559999999"
TEN_MINUTES = 10


@dataclass
class Model:
    """The expected state of one conversation."""

    sid: str
    name: str | None
    state: str = "active"
    closes_in: int | None = None  # minutes
    people: dict[str, str] = field(default_factory=dict)  # SID to identity or number
    bodies: dict[str, int] = field(default_factory=dict)  # message SID to index
    next_index: int = 0

    @property
    def url(self) -> str:
        return f"/Conversations/{self.sid}"


def describe(person: str) -> str:
    """Return a participant in JSON, by identity or by telephone number."""
    if person.startswith("+"):
        return json.dumps({"messaging_binding": {"address": person, "proxy_address": PROXY}})
    return json.dumps({"identity": person})


class Sequences(RuleBasedStateMachine):
    """One account; `known` is in the order of activity, newest last."""

    conversations: Bundle[Model] = Bundle("conversations")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.caller = Caller(make_model(clock=self.clock, sids=SeededSids(1)))
        self.known: list[Model] = []

    # Conversations.

    @rule(target=conversations, name=st.none() | NAMES, timer=st.booleans())
    def create(self, name: str | None, timer: bool) -> Any:
        sent = {"UniqueName": name} if name else {}
        if timer:
            sent["Timers.Closed"] = f"PT{TEN_MINUTES}M"
        reply = self.caller.post("/Conversations", sent)
        if name and any(one.name == name for one in self.known):
            assert reply.fault == (409, 50353)
            return multiple()
        assert reply.status == 201
        made = Model(reply.body["sid"], name, closes_in=TEN_MINUTES if timer else None)
        self.known.append(made)
        self.check(made, reply)
        return made

    @rule(
        target=conversations,
        who=st.lists(IDENTITIES | NUMBERS, min_size=1, max_size=3),
    )
    def create_with_participants(self, who: list[str]) -> Any:
        taken = {
            person
            for one in self.known
            if one.state != "closed"
            for person in one.people.values()
            if person.startswith("+")
        }
        reply = self.caller.post(
            "/ConversationWithParticipants", [("Participant", describe(person)) for person in who]
        )
        wrong = next((p for at, p in enumerate(who) if p in taken or p in who[:at]), None)
        if wrong is not None:
            assert reply.fault == (409, 50425 if wrong.startswith("+") else 50433)
            return multiple()
        assert (reply.status, reply.body["state"]) == (202, "initializing")
        self.clock.advance(seconds=1)
        made = Model(reply.body["sid"], None)
        listed = self.caller.get(f"{made.url}/Participants").body["participants"]
        made.people = dict(zip((person["sid"] for person in listed), who, strict=True))
        self.known.append(made)
        return made

    @rule(one=conversations, name=st.just("") | NAMES)
    def rename(self, one: Model, name: str) -> None:
        reply = self.caller.post(one.url, {"UniqueName": name})
        if one.state == "closed":
            assert reply.fault == CLOSED
        elif any(other.name == name and other is not one for other in self.known):
            assert reply.fault == (409, 50353)
        else:
            one.name = name or None
            self.check(one, reply)

    @rule(one=conversations, state=st.sampled_from(["active", "inactive", "closed"]))
    def set_state(self, one: Model, state: str) -> None:
        reply = self.caller.post(one.url, {"State": state})
        if one.state == "closed":
            assert reply.fault == CLOSED
            return
        one.state = state
        if one.closes_in is not None:
            one.closes_in = TEN_MINUTES
        self.check(one, reply)

    @rule(one=consumes(conversations))
    def delete(self, one: Model) -> None:
        assert self.caller.delete(one.url).status == 204
        self.known.remove(one)
        for url in (one.url, f"{one.url}/Messages", f"{one.url}/Participants"):
            assert self.caller.get(url).fault == (404, 20404)

    @rule(minutes=st.integers(1, 6))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        for one in self.known:
            if one.closes_in is not None and one.state != "closed":
                one.closes_in -= minutes
                one.state = "closed" if one.closes_in <= 0 else one.state

    # Participants.

    @rule(one=conversations, identity=IDENTITIES)
    def join(self, one: Model, identity: str) -> None:
        reply = self.caller.post(f"{one.url}/Participants", {"Identity": identity})
        if one.state == "closed":
            assert reply.fault == CLOSED
        elif identity in one.people.values():
            assert reply.fault == (409, 50433)
        else:
            self.joined(one, reply, identity)

    @rule(one=conversations, number=NUMBERS)
    def join_by_telephone(self, one: Model, number: str) -> None:
        reply = self.caller.post(
            f"{one.url}/Participants",
            {"MessagingBinding.Address": number, "MessagingBinding.ProxyAddress": PROXY},
        )
        open_ones = [other for other in self.known if other.state != "closed"]
        if one.state == "closed":
            assert reply.fault == CLOSED
        elif any(number in other.people.values() for other in open_ones):
            assert reply.fault == (409, 50416)
        else:
            self.joined(one, reply, number)

    def joined(self, one: Model, reply: ApiReply, who: str) -> None:
        assert reply.status == 201, reply.body
        PARTICIPANT.validate(reply.body)
        one.people[reply.body["sid"]] = who

    @rule(one=conversations, data=st.data())
    def leave(self, one: Model, data: st.DataObject) -> None:
        if not one.people:
            return
        sid = data.draw(st.sampled_from(sorted(one.people)))
        reply = self.caller.delete(f"{one.url}/Participants/{sid}")
        if one.state == "closed":
            assert reply.fault == CLOSED
        else:
            assert reply.status == 204
            del one.people[sid]

    # Messages.

    @rule(one=conversations, author=IDENTITIES)
    def send(self, one: Model, author: str) -> None:
        reply = self.caller.post(f"{one.url}/Messages", {"Body": "Hi", "Author": author})
        if one.state == "closed":
            assert reply.fault == CLOSED
            return
        MESSAGE.validate(reply.body)
        assert reply.body["index"] == one.next_index
        writer = next((sid for sid, who in one.people.items() if who == author), None)
        assert reply.body["participant_sid"] == writer
        one.bodies[reply.body["sid"]] = one.next_index
        one.next_index += 1
        one.state = "active"
        one.closes_in = TEN_MINUTES if one.closes_in is not None else None
        self.known.remove(one)
        self.known.append(one)

    @rule(one=conversations, data=st.data())
    def unsend(self, one: Model, data: st.DataObject) -> None:
        if not one.bodies:
            return
        sid = data.draw(st.sampled_from(sorted(one.bodies)))
        reply = self.caller.delete(f"{one.url}/Messages/{sid}")
        if one.state == "closed":
            assert reply.fault == CLOSED
        else:
            assert reply.status == 204
            del one.bodies[sid]

    @rule(one=conversations, order=st.sampled_from(["asc", "desc"]), size=st.integers(1, 3))
    def read(self, one: Model, order: str, size: int) -> None:
        target = f"{one.url}/Messages?Order={order}&PageSize={size}"
        indices = [message["index"] for message in self.walk(target, "messages")]
        assert indices == sorted(one.bodies.values(), reverse=order == "desc")

    # What always holds.

    @invariant()
    def the_list_is_by_activity(self) -> None:
        listed = [one["sid"] for one in self.walk("/Conversations?PageSize=3", "conversations")]
        assert listed == [one.sid for one in reversed(self.known)]

    @invariant()
    def every_conversation_is_as_the_model_says(self) -> None:
        for one in self.known:
            self.check(one, self.caller.get(f"/Conversations/{one.name or one.sid}"))
            listed = self.walk(f"{one.url}/Participants", "participants")
            assert [person["sid"] for person in listed] == list(one.people)

    def check(self, one: Model, reply: ApiReply) -> None:
        assert reply.status in (200, 201), reply.body
        CONVERSATION.validate(reply.body)
        shown = (reply.body["sid"], reply.body["unique_name"], reply.body["state"])
        assert shown == (one.sid, one.name, one.state)

    def walk(self, target: str, key: str) -> list[Any]:
        page = self.caller.get(target).body
        found = list(page[key])
        while page["meta"]["next_page_url"] is not None:
            page = self.caller.follow(page["meta"]["next_page_url"]).body
            META.validate(page["meta"])
            found += page[key]
        return found


Sequences.TestCase.settings = settings(
    max_examples=scale_examples(30), stateful_step_count=30, deadline=None
)
TestSequences = Sequences.TestCase
