"""The operations on a resource, and the behavior of a resource that tables cannot describe."""

from dataclasses import dataclass
from enum import Enum

from ringback.http.forms import Form
from ringback.twilio.schema.listing import Listing, OrderedListing
from ringback.twilio.schema.parameters import NO_ARGUMENTS, Arguments
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value


class Operation(Enum):
    """An operation; its value is the HTTP method, and whether the path names a single record."""

    CREATE = ("POST", False)
    LIST = ("GET", False)
    FETCH = ("GET", True)
    UPDATE = ("POST", True)
    DELETE = ("DELETE", True)


@dataclass(frozen=True, slots=True)
class Write:
    """A create, update or delete in progress, in the `collection` under `parent`.

    `record` is None for a create, and `sid` is the SID that a test chose for it. A write is
    `partial` if it is one of several in one request, whose combination was checked before.
    """

    context: RequestContext
    operation: Operation
    parent: StoredResource
    collection: Collection
    record: StoredResource | None = None
    arguments: Arguments = NO_ARGUMENTS
    partial: bool = False
    sid: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A request for the list of records under `parent` that match `filters`."""

    context: RequestContext
    parent: StoredResource
    collection: Collection
    filters: Arguments


class ResourceBehavior:
    """Behaviour of one resource beyond its tables; every hook here does nothing.

    `newest_first` is the default order of lists.
    """

    newest_first = False

    def on_opened(
        self, context: RequestContext, parent: StoredResource, collection: Collection
    ) -> None:
        """Run before the first use of the collection under a parent, which is empty."""

    def refuse_write(self, _write: Write) -> Fault | None:
        """Return the fault of any write here and now, or None; arguments are not read yet."""
        return None

    def refuse_values(self, _write: Write) -> Fault | None:
        """Return the fault of values that are valid one by one but not together, or None."""
        return None

    def derive_values(self, _write: Write) -> dict[str, Value]:
        """Return values to store in addition to those that were sent."""
        return {}

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Run after a create or an update."""

    def on_replied(self, context: RequestContext, record: StoredResource) -> None:
        """Run after the reply to a create was made: what Twilio does in the background."""

    def on_removed(self, context: RequestContext, record: StoredResource) -> None:
        """Run after a delete, also after that of a parent."""

    def find_record(
        self,
        _context: RequestContext,
        _parent: StoredResource,
        collection: Collection,
        name: str,
    ) -> StoredResource | None:
        """Return the record under a parent that a path names by its SID or by its alias."""
        return collection.find(name)

    def list_owned(
        self, _context: RequestContext, _parent: StoredResource, collection: Collection
    ) -> list[StoredResource]:
        """Return the records that are removed together with their parent."""
        return list(collection)

    def list_records(self, query: Query) -> Listing | Fault:
        """Return the records that match a query's filters, in order."""
        return OrderedListing(query.collection.order, newest_first=self.newest_first)

    # Seeding calls the following for a recorded reply.

    def read_reply(self, _context: RequestContext, _reply: ReplyReader) -> dict[str, Value]:
        """Return the values behind those keys of a reply that are not stored as they are shown."""
        return {}

    def shows_enough(self, _values: dict[str, Value]) -> bool:
        """Whether a reply with these values, which shows a record in part, is enough to add it."""
        return False

    def read_parent(self, _reply: ReplyReader) -> ReplyReader | None:
        """Return what a reply shows of the record's parent, as the parent itself would show it."""
        return None

    def find_made_up(
        self, _context: RequestContext, _collection: Collection, _values: dict[str, Value]
    ) -> StoredResource | None:
        """Return the record whose made-up SID is replaced by that of a reply with these values.

        A reply does not always show the SIDs of what its request creates.
        """
        return None

    def on_renamed(self, context: RequestContext, record: StoredResource, old_sid: str) -> None:
        """Run after the SID of a record was replaced."""

    def seed_singleton(
        self,
        _context: RequestContext,
        record: StoredResource,
        _reply: ReplyReader,
        values: dict[str, Value],
    ) -> None:
        """Apply the values of a singleton's reply to its record."""
        record.change(values)

    def on_seeded(self, context: RequestContext, record: StoredResource, form: Form) -> None:
        """Run after a record was added or updated from a reply; `form` is the request's."""
