"""How a resource is declared: its table, and what it does that a table cannot say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from understudy.twilio.durations import Duration
from understudy.twilio.faults import Fault
from understudy.twilio.listing import InOrder, Listing
from understudy.twilio.moments import show_moment
from understudy.twilio.parameters import NO_ARGUMENTS, Arguments, Parameter
from understudy.twilio.record import Json, Record, Value
from understudy.twilio.scene import Scene
from understudy.twilio.shelf import Shelf


class Operation(Enum):
    """What can be done with a resource; the value is the HTTP method, and whether to one record."""

    CREATE = ("POST", False)
    LIST = ("GET", False)
    FETCH = ("GET", True)
    UPDATE = ("POST", True)
    DELETE = ("DELETE", True)


Shown = Callable[[Record, Scene], Json]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One key of a reply: what it shows of a record.

    Without `shown` that is the value of the same name, or `default` where it was never set.
    """

    name: str
    shown: Shown | None = None
    default: Json = None

    def of(self, record: Record, scene: Scene) -> Json:
        """Give the attribute's JSON value."""
        if self.shown is not None:
            return self.shown(record, scene)
        value = record.values.get(self.name)
        return self.default if value is None else show_value(value)


def show_value(value: Value) -> Json:
    """Give a value as JSON has it."""
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, Duration):
        return value.text
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Write:
    """A create, an update or a delete that is under way.

    `parent` is what the record stands under; `record` is None where it is about to be made.
    """

    scene: Scene
    operation: Operation
    parent: Record
    record: Record | None = None
    arguments: Arguments = NO_ARGUMENTS


class Behaviour:
    """What one resource does that no table says; this one does nothing of the kind."""

    def refuse_write(self, _write: Write) -> Fault | None:
        """Say why nothing may be written here now, whatever it is; arguments are not read yet."""
        return None

    def refuse_values(self, _write: Write) -> Fault | None:
        """Say why these values, each right by itself, cannot be taken together, or now."""
        return None

    def further_values(self, _write: Write) -> dict[str, Value]:
        """Give the values that are written besides those sent."""
        return {}

    def written(self, scene: Scene, record: Record) -> None:
        """Do what follows from a create or an update."""

    def removed(self, scene: Scene, record: Record) -> None:
        """Do what follows from a delete, also of a parent."""

    def listed(self, _scene: Scene, shelf: Shelf, _filters: Arguments) -> Listing | Fault:
        """Give the records that a list's filters let through, in their order."""
        return InOrder(shelf.order)


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of record, as tables; rows stand in Twilio's own order.

    `segment` is its name in the path. `alias` names the value that addresses a record in place of
    its SID, and `taken` is the fault of a second one. `limit` is how many may stand under one
    parent, with the fault of one more.
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
    taken: Fault | None = None
    limit: tuple[int, Fault] | None = None
    behaviour: Behaviour = Behaviour()  # noqa: RUF009
    inferred: frozenset[Operation] = frozenset()

    def shelf(self, scene: Scene, parent: Record) -> Shelf:
        """Give this kind's records under a parent."""
        return scene.world.shelf(self.segment, parent, self.alias)

    def show(self, record: Record, scene: Scene) -> dict[str, Json]:
        """Give a record as a reply's body has it."""
        return {attribute.name: attribute.of(record, scene) for attribute in self.attributes}

    def chain(self) -> Iterator["Resource"]:
        """Give the kinds that a record of this one stands under, outermost first, itself last."""
        if self.parent is not None:
            yield from self.parent.chain()
        yield self


def account_sid(_record: Record, scene: Scene) -> Json:
    """Show whose record it is."""
    return scene.account_sid


def own_sid(record: Record, _scene: Scene) -> Json:
    """Show the record's SID."""
    return record.sid


def parent_sid(record: Record, _scene: Scene) -> Json:
    """Show the SID of what the record belongs to."""
    return record.parent.sid if record.parent else None


def own_url(record: Record, scene: Scene) -> Json:
    """Show where the record is."""
    return scene.url(record)


def links(**segments: str) -> Shown:
    """Make an attribute of a name and an absolute URL for each collection under a record."""

    def shown(record: Record, scene: Scene) -> Json:
        url = scene.url(record)
        return {name: f"{url}/{segment}" for name, segment in segments.items()}

    return shown
