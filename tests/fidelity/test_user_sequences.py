"""Random sequences of operations on users and participants, against a tiny model of them."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ringback.twilio.values.sid_sources import SeededSids
from tests.support.state.kind import scale_examples
from tests.support.twilio.caller import ACCOUNT, Caller, Clock
from tests.support.twilio.models import make_model
from tests.support.twilio.schemas import schema

USER = schema("user")
USER_CONVERSATION = schema("user_conversation")
PARTICIPANT = schema("participant")

IDENTITIES = st.sampled_from(["ann", "Ann"])
NAMES = st.sampled_from(["one", "two"])
INDEXES = st.none() | st.integers(0, 3)


@dataclass
class Expected:
    """The expected state of one conversation."""

    sid: str
    is_closed: bool = False
    people: dict[str, str] = field(default_factory=dict)  # identity to SID
    read: dict[str, int | None] = field(default_factory=dict)  # by identity
    muted: set[str] = field(default_factory=set)
    messages: dict[int, str] = field(default_factory=dict)  # index to SID
    written: int = 0

    def remove(self, identity: str) -> None:
        """Remove what is known of a participant."""
        del self.people[identity]
        del self.read[identity]
        self.muted.discard(identity)

    def count_unread(self, identity: str) -> int | None:
        """Return the number of messages after the last read one."""
        read = self.read[identity]
        return None if read is None else sum(index > read for index in self.messages)


class UserSequences(RuleBasedStateMachine):
    """Conversations by name and users by identity, in one service."""

    def __init__(self) -> None:
        super().__init__()
        self.caller = Caller(make_model(clock=Clock(), sids=SeededSids(1)), ACCOUNT)
        self.conversations: dict[str, Expected] = {}
        self.users: dict[str, str] = {}  # identity to SID

    @initialize()
    def start(self) -> None:
        """Begin with two conversations, and one user in one of them who has read a message."""
        for name in ("one", "two"):
            self.create_conversation(name)
        self.join("one", "ann")
        for _ in range(2):
            self.write("one", "ann")
        self.read("one", "ann", as_user=True, index=0)

    @rule(name=NAMES)
    def create_conversation(self, name: str) -> None:
        reply = self.caller.post("/Conversations", {"UniqueName": name})
        if name in self.conversations:
            assert reply.fault == (409, 50353)
        else:
            self.conversations[name] = Expected(reply.body["sid"])

    @rule(name=NAMES)
    def delete_conversation(self, name: str) -> None:
        reply = self.caller.delete(f"/Conversations/{name}")
        assert reply.status == (204 if self.conversations.pop(name, None) else 404)

    @precondition(lambda self: "two" in self.conversations)
    @rule()
    def close(self) -> None:
        found = self.conversations["two"]
        reply = self.caller.post("/Conversations/two", {"State": "closed"})
        assert reply.status == (400 if found.is_closed else 200)
        found.is_closed = True

    @rule(identity=IDENTITIES)
    def create_user(self, identity: str) -> None:
        reply = self.caller.post("/Users", {"Identity": identity})
        if identity in self.users:
            assert reply.fault == (409, 50201)
        else:
            self.users[identity] = reply.body["sid"]

    @rule(identity=IDENTITIES, by_sid=st.booleans())
    def delete_user(self, identity: str, by_sid: bool) -> None:
        name = self.users.get(identity, identity) if by_sid else identity
        reply = self.caller.delete(f"/Users/{name}")
        assert reply.status == (204 if self.users.pop(identity, None) else 404)
        for found in self.conversations.values():
            if identity in found.people:
                found.remove(identity)

    @rule(name=NAMES, identity=IDENTITIES)
    def join(self, name: str, identity: str) -> None:
        found = self.conversations.get(name)
        reply = self.caller.post(f"/Conversations/{name}/Participants", {"Identity": identity})
        if found is None:
            assert reply.status == 404
        elif found.is_closed:
            assert reply.fault == (400, 50377)
        elif identity in found.people:
            assert reply.fault == (409, 50433)
        else:
            found.people[identity], found.read[identity] = reply.body["sid"], None
            if identity not in self.users:
                self.users[identity] = self.caller.get(f"/Users/{identity}").body["sid"]

    @rule(name=NAMES, identity=IDENTITIES, as_user=st.booleans())
    def leave(self, name: str, identity: str, as_user: bool) -> None:
        found = self.conversations.get(name)
        reply = self.caller.delete(self.find_path(name, identity, as_user=as_user))
        if found is None or identity not in found.people:
            assert reply.status == 404
        elif found.is_closed:
            assert reply.fault == (400, 50377)
        else:
            assert reply.status == 204
            found.remove(identity)

    @rule(name=NAMES, identity=IDENTITIES, as_user=st.booleans(), index=INDEXES)
    def read(self, name: str, identity: str, as_user: bool, index: int | None) -> None:
        found = self.conversations.get(name)
        sent = {"LastReadMessageIndex": "null" if index is None else str(index)}
        reply = self.caller.post(self.find_path(name, identity, as_user=as_user), sent)
        if found is not None and identity in found.people and not found.is_closed:
            assert reply.body["last_read_message_index"] == index
            found.read[identity] = index

    @rule(name=NAMES, identity=IDENTITIES)
    def mute(self, name: str, identity: str) -> None:
        found = self.conversations.get(name)
        sent = {"NotificationLevel": "muted"}
        reply = self.caller.post(self.find_path(name, identity, as_user=True), sent)
        if found is not None and identity in found.people and not found.is_closed:
            assert reply.body["notification_level"] == "muted"
            found.muted.add(identity)

    @rule(name=NAMES, author=IDENTITIES)
    def write(self, name: str, author: str) -> None:
        found = self.conversations.get(name)
        sent = {"Body": "Hi", "Author": author}
        reply = self.caller.post(f"/Conversations/{name}/Messages", sent)
        if found is not None and not found.is_closed:
            assert reply.body["participant_sid"] == found.people.get(author)
            found.messages[found.written] = reply.body["sid"]
            found.written += 1

    @rule(name=NAMES, index=st.integers(0, 3))
    def delete_message(self, name: str, index: int) -> None:
        found = self.conversations.get(name)
        if found is not None and index in found.messages and not found.is_closed:
            path = f"/Conversations/{name}/Messages/{found.messages.pop(index)}"
            assert self.caller.delete(path).status == 204

    @invariant()
    def users_are_listed(self) -> None:
        listed = self.caller.get("/Users").body["users"]
        for user in listed:
            USER.validate(user)
            assert self.caller.follow(user["url"]).body == user
        assert {user["identity"]: user["sid"] for user in listed} == self.users

    @invariant()
    def participants_are_listed(self) -> None:
        for name, found in self.conversations.items():
            listed = self.caller.get(f"/Conversations/{name}/Participants").body["participants"]
            for participant in listed:
                PARTICIPANT.validate(participant)
                assert self.caller.get(f"/Roles/{participant['role_sid']}").status == 200
            assert {one["identity"]: one["sid"] for one in listed} == found.people

    @invariant()
    def every_user_has_its_conversations(self) -> None:
        for identity in self.users:
            listed = self.caller.get(f"/Users/{identity}/Conversations").body["conversations"]
            query = f"/ParticipantConversations?Identity={identity}"
            looked_up = self.caller.get(query).body["conversations"]
            assert [one["participant_sid"] for one in listed] == [
                one["participant_sid"] for one in looked_up
            ]
            joined = {
                found.sid: found
                for found in self.conversations.values()
                if identity in found.people
            }
            assert {one["conversation_sid"] for one in listed} == set(joined)
            for one in listed:
                self.check(one, joined[one["conversation_sid"]], identity)

    def check(self, shown: Any, found: Expected, identity: str) -> None:
        """Compare a user's conversation with the model."""
        USER_CONVERSATION.validate(shown)
        for url in (shown["url"], *shown["links"].values()):
            assert self.caller.follow(url).status == 200
        assert shown["user_sid"] == self.users[identity]
        assert shown["participant_sid"] == found.people[identity]
        assert shown["last_read_message_index"] == found.read[identity]
        assert shown["unread_messages_count"] == found.count_unread(identity)
        assert shown["notification_level"] == ("muted" if identity in found.muted else "default")
        assert shown["conversation_state"] == ("closed" if found.is_closed else "active")

    def find_path(self, name: str, identity: str, *, as_user: bool) -> str:
        """Return the path of a membership: of the user's conversation or of the participant."""
        if as_user:
            return f"/Users/{identity}/Conversations/{name}"
        found = self.conversations.get(name)
        sid = found.people.get(identity) if found is not None else None
        return f"/Conversations/{name}/Participants/{sid or 'MB' + '0' * 32}"


UserSequences.TestCase.settings = settings(
    max_examples=scale_examples(30), stateful_step_count=30, deadline=None
)
TestUserSequences = UserSequences.TestCase
