"""Clients in groups: those of a group create one name at once, and go on with what they got."""

import random
import threading

from tests.support.chaos.account import LOST, Account
from tests.support.chaos.api import UNAVAILABLE, Api
from tests.support.chaos.talk import Talk


class Group:
    """Clients that race; `is_over` says whether there is to be no further round."""

    def __init__(self, name: str, account: Account, size: int) -> None:
        self.name = name
        self.account = account
        self.round = 0
        self.sids: list[str] = []  # those that this group may still change, the newest last
        self.barrier = threading.Barrier(size)


class Client(threading.Thread):
    """One client of a group, by its `place` in it."""

    def __init__(self, api: Api, group: Group, place: int, total: int) -> None:
        super().__init__(daemon=True)
        self._api = api
        self._group = group
        self._account = group.account
        self._place = place
        self._total = total

    def run(self) -> None:
        """Do round after round, until enough was sent or something is wrong."""
        try:
            while self._meet():
                self._do_round()
        except threading.BrokenBarrierError:
            pass
        except Exception as error:  # noqa: BLE001 - the run ends with it
            self._account.complain(repr(error))
            self._group.barrier.abort()
        finally:
            self._api.close()

    def _meet(self) -> bool:
        """Wait for the group; whether there is another round, which is the same for all."""
        self._group.barrier.wait()
        if self._place == 0:
            self._group.round += 1
        is_over = self._account.statuses.total() >= self._total or bool(self._account.wrong)
        answers = is_over and self._place == 0
        if answers:
            self._group.round = -1
        self._group.barrier.wait()
        return self._group.round >= 0

    def _do_round(self) -> None:
        name = f"{self._group.name}-{self._group.round}"
        status, made = self._api.ask("POST", "/Conversations", {"UniqueName": name})
        self._account.note_race(name, status)
        if status == 201:
            self._note(made["sid"], name)
        elif status not in (LOST, UNAVAILABLE, 409):
            self._account.complain(f"create {name}: {status} {made}")
        self._group.barrier.wait()
        if self._place == 0 and not self._is_known(name):
            self._adopt(name)
        self._group.barrier.wait()
        if self._is_known(name):
            self._talk(self._group.sids[-1])
        if self._place == 2 and len(self._group.sids) > 1 and random.random() < 0.3:
            self._delete_conversation(self._group.sids.pop(-2))

    def _note(self, sid: str, name: str) -> None:
        self._account.note_conversation(sid, name, self._group.name, self._group.round)
        self._group.sids.append(sid)

    def _is_known(self, name: str) -> bool:
        sids = self._group.sids
        return bool(sids) and self._account.conversations[sids[-1]].name == name

    def _adopt(self, name: str) -> None:
        """Look for a conversation whose 201 was lost."""
        status, found = self._api.ask("GET", f"/Conversations/{name}")
        if status == 200:
            self._note(found["sid"], name)
        elif status not in (LOST, UNAVAILABLE, 404):
            self._account.complain(f"GET {name}: {status} {found}")

    def _talk(self, sid: str) -> None:
        Talk(self._api, self._account, self._account.conversations[sid], self._place).run()

    def _delete_conversation(self, sid: str) -> None:
        conversation = self._account.conversations[sid]
        conversation.may_be_gone = True
        status, document = self._api.ask("DELETE", f"/Conversations/{sid}")
        if status == 204:
            conversation.is_gone = True
        elif status not in (LOST, UNAVAILABLE):
            self._account.complain(f"DELETE {sid}: {status} {document}")
