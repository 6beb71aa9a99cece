"""What a client does in a conversation: messages, participants, updates, deletes and lists."""

import random
import uuid
from typing import Any

from tests.support.chaos.account import LOST, Account, Conversation, Thing
from tests.support.chaos.api import UNAVAILABLE, Api


class Talk:
    """One client's part of a conversation, which is in it alone or with others."""

    def __init__(self, api: Api, account: Account, conversation: Conversation, place: int) -> None:
        self._api = api
        self._account = account
        self._conversation = conversation
        self._place = place
        self._path = f"/Conversations/{conversation.sid}"

    def run(self) -> None:
        """Send, join, change, delete and list."""
        own = [self._send() for _ in range(2)]
        self._join()
        if self._place == 0:
            self._rename()
        if self._place == 1 and random.random() < 0.5 and own[0] is not None:
            self._delete(own[0])
        self._list_messages()
        if self._place == 1 and random.random() < 0.02:
            self._list_conversations()

    def _send(self) -> Thing | None:
        with self._account.lock:
            self._conversation.unanswered += 1
        message = self._make("Messages", {"Body": uuid.uuid4().hex})
        if message is None:
            return None
        with self._account.lock:
            self._conversation.unanswered -= 1
            known = self._conversation.messages
            if message["sid"] in known:
                self._account.wrong.append(f"the message {message['sid']} was made twice")
            known[message["sid"]] = Thing(message["sid"], message["index"])
            return known[message["sid"]]

    def _join(self) -> None:
        made = self._make("Participants", {"Identity": uuid.uuid4().hex})
        if made is not None:
            with self._account.lock:
                self._conversation.participants[made["sid"]] = Thing(made["sid"], 0)

    def _make(self, kind: str, form: dict[str, str]) -> Any:
        """Return what was created; None without a reply."""
        status, made = self._api.ask("POST", f"{self._path}/{kind}", form)
        if status == 201:
            return made
        if status not in (LOST, UNAVAILABLE):
            self._account.complain(f"POST {self._path}/{kind}: {status} {made}")
        return None

    def _rename(self) -> None:
        """Change the friendly name; only the first client of a group does."""
        name, values = uuid.uuid4().hex, self._conversation.values
        status, document = self._api.ask("POST", self._path, {"FriendlyName": name})
        if status == 200:
            values.clear()
        elif status not in (LOST, UNAVAILABLE):
            self._account.complain(f"POST {self._path}: {status} {document}")
        if status != UNAVAILABLE:
            values.add(name)

    def _delete(self, message: Thing) -> None:
        message.may_be_gone = True
        status, document = self._api.ask("DELETE", f"{self._path}/Messages/{message.sid}")
        if status == 204:
            message.is_gone = True
        elif status not in (LOST, UNAVAILABLE):
            self._account.complain(f"DELETE {message.sid}: {status} {document}")

    def _list_messages(self) -> None:
        """List while others write: what was there before and is not deleted has to be in it."""
        with self._account.lock:
            before = list(self._conversation.messages.values())
        listed = list(self._api.read_all(f"{self._path}/Messages?PageSize=3", "messages"))
        sids = [one["sid"] for one in listed]
        indexes = [one["index"] for one in listed]
        if indexes != sorted(set(indexes)):
            self._account.complain(f"a list of {self._path} has the indexes {indexes}")
        missing = [one.sid for one in before if not one.may_be_gone and one.sid not in sids]
        if missing:
            self._account.complain(f"a list of {self._path} lacks {missing}")

    def _list_conversations(self) -> None:
        with self._account.lock:
            before = list(self._account.conversations.values())
        sids = [
            one["sid"] for one in self._api.read_all("/Conversations?PageSize=100", "conversations")
        ]
        if len(sids) != len(set(sids)):
            self._account.complain("a list has a conversation twice")
        missing = {one.sid for one in before if not one.may_be_gone} - set(sids)
        if missing:
            self._account.complain(f"a list of conversations lacks {missing}")
