"""The five things that can be done with any resource, driven by its table."""

from dataclasses import replace

from ringback.twilio.operations.pagination import PAGING, meta, read_paging, turn_to
from ringback.twilio.schema.attributes import show_value
from ringback.twilio.schema.hooks import Operation, Query, Write
from ringback.twilio.schema.parameters import Arguments, Parameter, read_parameters
from ringback.twilio.schema.request_context import Scene
from ringback.twilio.schema.resource import Resource, Success
from ringback.twilio.store.record import Record
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.forms import Form
from ringback.twilio.values.types import Json, Value


def create(resource: Resource, scene: Scene, parent: Record, form: Form) -> Success | Fault:
    """Make a record and show it."""
    record = make(resource, scene, parent, form)
    return record if isinstance(record, Fault) else Success(201, resource.show(record, scene))


def make(resource: Resource, scene: Scene, parent: Record, form: Form) -> Record | Fault:
    """Make a record from a form."""
    write = prepare(resource, Write(scene, Operation.CREATE, parent), form)
    return write if isinstance(write, Fault) else carry_out(resource, write)


def prepare(resource: Resource, write: Write, form: Form) -> Write | Fault:
    """Give a write its arguments, or the fault that keeps it from taking place."""
    refused = resource.behaviour.refuse_write(write)
    if refused is not None:
        return refused
    table = resource.creation if write.record is None else resource.update
    arguments = read_parameters(table, form, write.scene.validation, write.scene.notes)
    if isinstance(arguments, Fault):
        return arguments
    write = replace(write, arguments=arguments)
    return resource.behaviour.refuse_values(write) or _refuse_more(resource, write) or write


def carry_out(resource: Resource, write: Write) -> Record:
    """Make the record of a create that was prepared."""
    scene = write.scene
    further = resource.behaviour.further_values(write)
    # INFERRED: whichever date is not sent is the server's time, though the other one is sent.
    dates: dict[str, Value] = {"date_created": scene.now, "date_updated": scene.now}
    values = {**dates, **further, **write.arguments.values}
    record = Record(
        scene.world.sids.next(resource.prefix),
        resource.segment,
        write.parent,
        {key: value for key, value in values.items() if value is not None},
    )
    resource.shelf(scene, write.parent).add(record)
    resource.behaviour.written(write, record)
    return record


def fetch(resource: Resource, scene: Scene, record: Record) -> Success:
    """Show a record."""
    return Success(200, resource.show(record, scene))


def update(resource: Resource, scene: Scene, record: Record, form: Form) -> Success | Fault:
    """Change a record and show it."""
    parent = record.parent or scene.world.account
    write = prepare(resource, Write(scene, Operation.UPDATE, parent, record), form)
    if isinstance(write, Fault):
        return write
    further = resource.behaviour.further_values(write)
    values = {"date_updated": scene.now, **further, **write.arguments.values}
    resource.shelf(scene, parent).change(record, values)
    resource.behaviour.written(write, record)
    return Success(200, resource.show(record, scene))


def delete(
    resources: tuple[Resource, ...], resource: Resource, scene: Scene, record: Record
) -> Success | Fault:
    """Remove a record and all that stands under it; `resources` are all there are."""
    parent = record.parent or scene.world.account
    write = Write(scene, Operation.DELETE, parent, record)
    refused = resource.behaviour.refuse_write(write)
    if refused is not None:
        return refused
    forget(resources, resource, scene, record)
    return Success(204)


def forget(
    resources: tuple[Resource, ...], resource: Resource, scene: Scene, record: Record
) -> None:
    """Take a record and all that stands under it out of the world."""
    for child in resources:
        if child.parent is resource:
            for inner in list(child.shelf(scene, record)):
                forget(resources, child, scene, inner)
    scene.world.clear(record)
    resource.shelf(scene, record.parent or scene.world.account).remove(record)
    resource.behaviour.removed(scene, record)


def list_records(resource: Resource, scene: Scene, parent: Record, form: Form) -> Success | Fault:
    """Show a page of the records under a parent."""
    filters = form.without(*PAGING)
    arguments = read_parameters(resource.filters, filters, scene.validation, scene.notes)
    if isinstance(arguments, Fault):
        return arguments
    shelf = resource.shelf(scene, parent)
    listing = resource.behaviour.listed(Query(scene, parent, shelf, arguments))
    if isinstance(listing, Fault):
        return listing
    paging = read_paging(form, resource, scene.notes)
    page = turn_to(listing, paging)
    if isinstance(page, Fault):
        return page
    shown: list[Json] = [dict(resource.show(record, scene)) for record in page.records]
    sent = _as_sent(resource.filters, arguments)
    return Success(200, {resource.key: shown, "meta": meta(scene, resource, sent, paging, page)})


def _refuse_more(resource: Resource, write: Write) -> Fault | None:
    """Say where one more would be too many, or an alias is taken."""
    shelf = resource.shelf(write.scene, write.parent)
    if write.record is None and resource.limit is not None and len(shelf) >= resource.limit[0]:
        return resource.limit[1]
    alias = write.arguments.values.get(resource.alias) if resource.alias else None
    holder = shelf.named(alias) if isinstance(alias, str) else None
    return resource.taken if holder is not None and holder is not write.record else None


def _as_sent(table: tuple[Parameter, ...], arguments: Arguments) -> dict[str, str]:
    return {
        parameter.name: str(show_value(arguments[parameter.key]))
        for parameter in table
        if parameter.key in arguments
    }
