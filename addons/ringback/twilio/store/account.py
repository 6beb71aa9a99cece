"""The state of one account."""

from ringback.twilio.store.collection import Collection
from ringback.twilio.store.participant_index import ParticipantIndex
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.sid_sources import SidSource


class AccountStore:
    """One account and the collections of all its records.

    The account is a record too: its values are the account's configuration, and the services are
    a collection under it. `participants` indexes the participants of all conversations.
    `deleted_services` are the SIDs of services that existed once.
    """

    def __init__(self, account: StoredResource, sids: SidSource) -> None:
        self.account = account
        self.sids = sids
        self.participants = ParticipantIndex()
        self.deleted_services: set[str] = set()
        self._collections: dict[str, dict[str, Collection]] = {}  # by the parent's SID, by segment

    def collection(
        self, segment: str, parent: StoredResource, alias: str | None = None
    ) -> Collection:
        """Return the collection of a segment under a parent, created empty on first use."""
        collections = self._collections.setdefault(parent.sid, {})
        collection = collections.get(segment)
        if collection is None:
            collection = collections[segment] = Collection(alias)
        return collection

    def has(self, sid: str) -> bool:
        """Return whether any record has a SID; looks through all collections."""
        return any(
            collection.find_by_sid(sid) is not None
            for collections in self._collections.values()
            for collection in collections.values()
        )

    def clear(self, parent: StoredResource) -> None:
        """Remove every record under a parent."""
        self._collections.pop(parent.sid, None)

    def rename_service(self, service: StoredResource, sid: str) -> None:
        """Change the SID of a service, which keeps everything under it."""
        collections = self._collections.pop(service.sid, {})
        self.collection(service.segment, self.account).rename(service, sid)
        self._collections[sid] = collections
