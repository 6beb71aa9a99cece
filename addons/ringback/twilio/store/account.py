"""Everything that exists under one account."""

from ringback.twilio.store.collection import Shelf
from ringback.twilio.store.participant_index import Roster
from ringback.twilio.store.record import Record
from ringback.twilio.values.sids import SidSource


class World:
    """One account, and the shelves that all of its records stand on.

    The account is a record too: its values are the account's configuration, and services stand
    on its shelf. The roster knows the participants of all conversations.
    """

    def __init__(self, account: Record, sids: SidSource) -> None:
        self.account = account
        self.sids = sids
        self.roster = Roster()
        self._shelves: dict[str, dict[str, Shelf]] = {}

    def shelf(self, segment: str, parent: Record, alias: str | None = None) -> Shelf:
        """Give the records of a kind under a parent; an empty shelf where there are none."""
        shelves = self._shelves.setdefault(parent.sid, {})
        shelf = shelves.get(segment)
        if shelf is None:
            shelf = shelves[segment] = Shelf(alias)
        return shelf

    def clear(self, parent: Record) -> None:
        """Forget every record under a parent."""
        self._shelves.pop(parent.sid, None)

    def rename_service(self, service: Record, sid: str) -> None:
        """Give a service, and so all that stands under it, another SID."""
        shelves = self._shelves.pop(service.sid, {})
        self.shelf(service.segment, self.account).rename(service, sid)
        self._shelves[sid] = shelves
