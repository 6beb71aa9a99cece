"""How a resource is declared: its tables, and the few things beside them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ringback.http.forms import Form
from ringback.twilio.schema.attributes import Attribute
from ringback.twilio.schema.hooks import Operation, ResourceHooks
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Json


@dataclass(frozen=True, slots=True)
class Success:
    """What a request brought about: the status, and the body where there is one."""

    status: int
    body: dict[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of record, as tables; rows stand in Twilio's own order.

    `segment` is its name in the path. `alias` names the value that addresses a record in place of
    its SID in the operations `by_alias`, and `taken` is the fault of a second one. `limit` is how
    many may stand under one parent, with the fault of one more. Where `is_single`, there is one of
    it, which is its parent seen from another side. A `handler` does a create in a way of its own.
    Its writes can be told to webhooks where it `is_told`.
    `inferred` says what no source shows, for the table of what is faked.
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
    page_size: int = 50
    largest_page: int = 100
    alias: str | None = None
    by_alias: frozenset[Operation] = frozenset(Operation)
    taken: Fault | None = None
    limit: tuple[int, Fault] | None = None
    hooks: ResourceHooks = ResourceHooks()  # noqa: RUF009
    inferred: str = ""
    is_single: bool = False
    is_told: bool = True
    handler: "Handler | None" = None

    def collection(self, context: RequestContext, parent: StoredResource) -> Collection:
        """Return this kind's records under a parent."""
        return context.store.collection(self.segment, parent, self.alias)

    def show(self, record: StoredResource, context: RequestContext) -> dict[str, Json]:
        """Return a record as a reply's body has it."""
        return {
            attribute.name: attribute.of(record, context)
            for attribute in self.attributes
            if context.service or not attribute.in_service
        }

    def chain(self) -> Iterator["Resource"]:
        """Return the kinds that a record of this one stands under, outermost first, itself last."""
        if self.parent is not None:
            yield from self.parent.chain()
        yield self


Handler = Callable[[Resource, RequestContext, StoredResource, Form], Success | Fault]
