"""The declaration of a resource: its tables, and a few settings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ringback.http.forms import Form
from ringback.http.messages import Request
from ringback.sids import is_sid
from ringback.twilio.schema.attributes import Attribute, show
from ringback.twilio.schema.behavior import Operation, ResourceBehavior
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.file_content import FileContent
from ringback.twilio.values.types import Json


@dataclass(frozen=True, slots=True)
class Success:
    """A successful outcome of a request: the status, and the body or the file if there is one."""

    status: int
    body: dict[str, Json] | None = None
    content: FileContent | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """A value that addresses a record instead of its SID.

    `operations` accept it in the path; `conflict` is the fault of a second record with the same.
    """

    key: str
    conflict: Fault
    operations: frozenset[Operation] = frozenset(Operation)


@dataclass(frozen=True, slots=True)
class Limit:
    """The largest number of records under one parent, and the fault of one more."""

    count: int
    exceeded: Fault


@dataclass(frozen=True, slots=True)
class PageSize:
    """The number of records on a page of a list."""

    default: int = 50
    maximum: int = 100


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of record, as tables whose rows are in Twilio's order.

    - `segment`: its place in a path below its parent: `Messages` or `Configuration/Webhooks`;
    - `prefix`: what its SIDs begin with, `key`: its name in a list;
    - `creation`, `update`, `filters`: the parameters of a create, an update and a list;
    - `foreign_key`: the attribute of its children's replies that is its SID;
    - `lists_meta_first`: whether `meta` comes before the records in a list, as in most examples;
    - `singleton`: whether there is exactly one under a parent: the parent itself if it has SIDs of
      this `prefix`, else a record of its own;
    - `needs_service`: whether a path without a service never means the default one;
    - `sends_webhooks`: whether X-Twilio-Webhook-Enabled has a meaning for its writes;
    - `noun`: its name in the events of webhooks: `Message` in `onMessageAdded`; "" without events;
    - `handler`: a create that replaces the usual one, `upload`: one whose body is a file;
    - `content`: what a fetch reads instead of the attributes, if there is a file;
    - `shows`: the resource whose records it shows, if they are those of another one;
    - `set_later`: the parameters of an update that change how a record behaves, and the attributes
      that show them: what a recorded update shows of these is not true before it;
    - `sid_key`: the attribute of its own replies that is the record's SID;
    - `children`: the resources under this one, which add themselves.
    """

    segment: str
    prefix: str
    key: str
    parent: "Resource | None"
    attributes: tuple[Attribute, ...]
    operations: frozenset[Operation]
    creation: tuple[Parameter, ...] = ()
    update: tuple[Parameter, ...] = ()
    filters: tuple[Parameter, ...] = ()
    page_size: PageSize = PageSize()
    alias: Alias | None = None
    limit: Limit | None = None
    foreign_key: str = ""
    lists_meta_first: bool = True
    singleton: bool = False
    needs_service: bool = False
    sends_webhooks: bool = True
    noun: str = ""
    behavior: ResourceBehavior = ResourceBehavior()  # noqa: RUF009 - it is frozen
    handler: "Handler | None" = None
    upload: "UploadHandler | None" = None
    content: "ContentReader | None" = None
    shows: "Resource | None" = None
    set_later: Mapping[str, str] = field(default_factory=dict)
    sid_key: str = "sid"
    children: "list[Resource]" = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.children.append(self)

    @property
    def stored(self) -> "Resource":
        """The resource whose collections have its records: itself, or the one that it shows."""
        return self.shows or self

    def collection(self, context: RequestContext, parent: StoredResource) -> Collection:
        """Return the records of this resource under a parent."""
        found = context.store.find_collection(self.segment, parent)
        return self._open(context, parent) if found is None else found

    def _open(self, context: RequestContext, parent: StoredResource) -> Collection:
        alias = self.alias.key if self.alias is not None else None
        collection = context.store.collection(self.segment, parent, alias)
        self.behavior.on_opened(context, parent, collection)
        return collection

    def find_singleton(self, context: RequestContext, parent: StoredResource) -> StoredResource:
        """Return the one record under a parent, added on first use."""
        if is_sid(self.prefix, parent.sid):
            return parent
        collection = self.collection(context, parent)
        found = next(iter(collection), None)
        if found is None:
            # No path has such a SID, and nothing else is stored under it.
            found = StoredResource(f"{parent.sid}/{self.segment}", self.segment, parent, {})
            collection.add(found)
        return found

    def show(self, record: StoredResource, context: RequestContext) -> dict[str, Json]:
        """Return a record as the body of a reply."""
        return show(self.attributes, record, context)

    def chain(self) -> Iterator["Resource"]:
        """Return the resources above this one, outermost first, and then this one."""
        if self.parent is not None:
            yield from self.parent.chain()
        yield self


Handler = Callable[[Resource, RequestContext, StoredResource, Form], Success | Fault]
UploadHandler = Callable[[Resource, RequestContext, StoredResource, Request], Success | Fault]
ContentReader = Callable[[StoredResource, RequestContext], FileContent | None]
