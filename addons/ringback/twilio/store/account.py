"""Everything that exists under one account."""

from ringback.twilio.store.collection import Collection
from ringback.twilio.store.participant_index import ParticipantIndex
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.sid_sources import SidSource


class AccountStore:
    """One account, and the shelves that all of its records stand on.

    The account is a record too: its values are the account's configuration, and services stand
    on its shelf. The roster knows the participants of all conversations.
    """

    def __init__(self, account: StoredResource, sids: SidSource) -> None:
        self.account = account
        self.sids = sids
        self.roster = ParticipantIndex()
        self._shelves: dict[str, dict[str, Collection]] = {}

    def collection(
        self, segment: str, parent: StoredResource, alias: str | None = None
    ) -> Collection:
        """Return the records of a kind under a parent; an empty shelf where there are none."""
        shelves = self._shelves.setdefault(parent.sid, {})
        collection = shelves.get(segment)
        if collection is None:
            collection = shelves[segment] = Collection(alias)
        return collection

    def clear(self, parent: StoredResource) -> None:
        """Forget every record under a parent."""
        self._shelves.pop(parent.sid, None)

    def rename_service(self, service: StoredResource, sid: str) -> None:
        """Return a service, and so all that stands under it, another SID."""
        shelves = self._shelves.pop(service.sid, {})
        self.collection(service.segment, self.account).rename(service, sid)
        self._shelves[sid] = shelves
