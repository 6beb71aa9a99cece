"""The state of one account."""

from collections.abc import Iterator

from ringback.settings.names import DeliveryReceiptsName
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.initialization import Initialization
from ringback.twilio.store.participant_index import ParticipantIndex
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.store.timers import TimerQueue
from ringback.twilio.store.touched import Touched
from ringback.twilio.values.file_content import FileContent
from ringback.twilio.values.sid_sources import SidSource


class AccountStore:
    """One account and the collections of all its records.

    The account is a record too: its values are the account's configuration, and the services are
    a collection under it. `participants` indexes the participants of all conversations.
    `files` are the contents of uploads, by the SID of their media.
    `initializing` are the conversations that are being set up.
    `former_sids` has those of services and roles that existed once, which are not adopted.
    `timers` are those of its conversations; those of all accounts may be the same queue.
    `has_webhooks` is whether a webhook was ever registered, `has_pre_webhooks` whether one was
    that is called before an action.
    `delivery_receipts` is when messages outside of the chat are delivered.
    `auth_token` is the one that its caller has shown last, and that signs webhooks.
    `touched` is where changes of records are noted; None where nobody asks.
    """

    def __init__(
        self,
        account: StoredResource,
        sids: SidSource,
        timers: TimerQueue | None = None,
        touched: Touched[StoredResource] | None = None,
    ) -> None:
        self.account = account
        self.sids = sids
        self.participants = ParticipantIndex()
        self.files: dict[str, FileContent] = {}
        self.initializing: list[Initialization] = []
        self.former_sids: dict[str, None] = {}  # in order: only ever added to
        self.timers = timers if timers is not None else TimerQueue()
        self.has_webhooks = False
        self.has_pre_webhooks = False
        self.delivery_receipts: DeliveryReceiptsName = "at-once"
        self.auth_token: str | None = None
        self._touched = account.touched = touched
        self._collections: dict[str, dict[str, Collection]] = {}  # by the parent's SID, by segment

    def collection(
        self, segment: str, parent: StoredResource, alias: str | None = None
    ) -> Collection:
        """Return the collection of a segment under a parent, created empty on first use."""
        collection = self.find_collection(segment, parent)
        if collection is None:
            collections = self._collections.setdefault(parent.sid, {})
            collection = collections[segment] = Collection(alias, self._touched)
        return collection

    def find_collection(self, segment: str, parent: StoredResource) -> Collection | None:
        """Return the collection of a segment under a parent, or None if it was never used."""
        collections = self._collections.get(parent.sid)
        return None if collections is None else collections.get(segment)

    def records(self, *segments: str) -> Iterator[StoredResource]:
        """Yield the records of some kinds, under any parent."""
        for collections in self._collections.values():
            for segment in segments:
                yield from collections.get(segment, ())

    def find(self, segment: str, sid: str) -> StoredResource | None:
        """Return the record of a kind with a SID, under any parent, or None."""
        for collections in self._collections.values():
            collection = collections.get(segment)
            record = collection.find_by_sid(sid) if collection is not None else None
            if record is not None:
                return record
        return None

    def holds(self, record: StoredResource) -> bool:
        """Return whether a record is still there, and was not removed."""
        parent = record.parent
        collection = self.find_collection(record.segment, parent) if parent is not None else None
        return collection is not None and collection.find_by_sid(record.sid) is record

    def has(self, sid: str) -> bool:
        """Return whether any record has a SID; looks through all collections."""
        return any(
            collection.find_by_sid(sid) is not None
            for collections in self._collections.values()
            for collection in collections.values()
        )

    def clear(self, parent: StoredResource) -> None:
        """Remove every record under a parent."""
        for collection in self._collections.pop(parent.sid, {}).values():
            for record in collection:
                record.touch()

    def rename(self, collection: Collection, record: StoredResource, sid: str) -> None:
        """Change the SID of a record, which keeps everything under it."""
        collections = self._collections.pop(record.sid, None)
        collection.rename(record, sid)
        if collections is not None:
            self._collections[sid] = collections
