"""What can be done with a resource, and the hooks for what no table can say of it."""

from dataclasses import dataclass
from enum import Enum

from ringback.twilio.schema.listing import InOrder, Listing
from ringback.twilio.schema.parameters import NO_ARGUMENTS, Arguments
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value


class Operation(Enum):
    """What can be done with a resource; the value is the HTTP method, and whether to one record."""

    CREATE = ("POST", False)
    LIST = ("GET", False)
    FETCH = ("GET", True)
    UPDATE = ("POST", True)
    DELETE = ("DELETE", True)


@dataclass(frozen=True, slots=True)
class Write:
    """A create, an update or a delete that is under way.

    `parent` is what the record stands under; `record` is None where it is about to be made. One
    that is `partial` is of several in one request, and what holds of all was judged before.
    """

    context: RequestContext
    operation: Operation
    parent: StoredResource
    record: StoredResource | None = None
    arguments: Arguments = NO_ARGUMENTS
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A list that is asked for: all of the records under `parent`, less what filters leave out."""

    context: RequestContext
    parent: StoredResource
    collection: Collection
    filters: Arguments


class ResourceHooks:
    """What one resource does that no table says; this one does nothing of the kind.

    `newest_first` says in which order lists come where nothing else is asked for.
    """

    newest_first = False

    def refuse_write(self, _write: Write) -> Fault | None:
        """Say why nothing may be written here now, whatever it is; arguments are not read yet."""
        return None

    def refuse_values(self, _write: Write) -> Fault | None:
        """Say why these values, each right by itself, cannot be taken together, or now."""
        return None

    def further_values(self, _write: Write) -> dict[str, Value]:
        """Return the values that are written besides those sent."""
        return {}

    def written(self, write: Write, record: StoredResource) -> None:
        """Do what follows from a create or an update."""

    def removed(self, context: RequestContext, record: StoredResource) -> None:
        """Do what follows from a delete, also of a parent."""

    def listed(self, query: Query) -> Listing | Fault:
        """Return the records that a list's filters let through, in their order."""
        return InOrder(query.collection.order, newest_first=self.newest_first)

    def learned(self, _scene: RequestContext, _recorded: ReplyReader) -> dict[str, Value]:
        """Return the values behind those keys of a recorded reply that show no value as it is."""
        return {}
