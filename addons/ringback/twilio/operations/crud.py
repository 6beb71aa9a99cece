"""The five things that can be done with any resource, driven by its table."""

from dataclasses import replace

from ringback.http.forms import Form
from ringback.twilio.operations.pagination import PAGING, meta, read_paging, turn_to
from ringback.twilio.schema.attributes import show_value
from ringback.twilio.schema.hooks import Operation, Query, Write
from ringback.twilio.schema.parameters import Arguments, Parameter, read_parameters
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource, Success
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Json, Value


def create(
    resource: Resource, context: RequestContext, parent: StoredResource, form: Form
) -> Success | Fault:
    """Make a record and show it."""
    record = make(resource, context, parent, form)
    return record if isinstance(record, Fault) else Success(201, resource.show(record, context))


def make(
    resource: Resource, context: RequestContext, parent: StoredResource, form: Form
) -> StoredResource | Fault:
    """Make a record from a form."""
    write = prepare(resource, Write(context, Operation.CREATE, parent), form)
    return write if isinstance(write, Fault) else carry_out(resource, write)


def prepare(resource: Resource, write: Write, form: Form) -> Write | Fault:
    """Return a write its arguments, or the fault that keeps it from taking place."""
    refused = resource.hooks.refuse_write(write)
    if refused is not None:
        return refused
    table = resource.creation if write.record is None else resource.update
    arguments = read_parameters(table, form, write.context.validation, write.context.notes)
    if isinstance(arguments, Fault):
        return arguments
    write = replace(write, arguments=arguments)
    return resource.hooks.refuse_values(write) or _refuse_more(resource, write) or write


def carry_out(resource: Resource, write: Write) -> StoredResource:
    """Make the record of a create that was prepared."""
    context = write.context
    further = resource.hooks.further_values(write)
    # INFERRED: whichever date is not sent is the server's time, though the other one is sent.
    dates: dict[str, Value] = {"date_created": context.now, "date_updated": context.now}
    values = {**dates, **further, **write.arguments.values}
    record = StoredResource(
        context.store.sids.next(resource.prefix),
        resource.segment,
        write.parent,
        {key: value for key, value in values.items() if value is not None},
    )
    resource.collection(context, write.parent).add(record)
    resource.hooks.written(write, record)
    return record


def fetch(resource: Resource, context: RequestContext, record: StoredResource) -> Success:
    """Show a record."""
    return Success(200, resource.show(record, context))


def update(
    resource: Resource, context: RequestContext, record: StoredResource, form: Form
) -> Success | Fault:
    """Change a record and show it."""
    parent = record.parent or context.store.account
    write = prepare(resource, Write(context, Operation.UPDATE, parent, record), form)
    if isinstance(write, Fault):
        return write
    further = resource.hooks.further_values(write)
    values = {"date_updated": context.now, **further, **write.arguments.values}
    resource.collection(context, parent).change(record, values)
    resource.hooks.written(write, record)
    return Success(200, resource.show(record, context))


def delete(
    resources: tuple[Resource, ...],
    resource: Resource,
    context: RequestContext,
    record: StoredResource,
) -> Success | Fault:
    """Remove a record and all that stands under it; `resources` are all there are."""
    parent = record.parent or context.store.account
    write = Write(context, Operation.DELETE, parent, record)
    refused = resource.hooks.refuse_write(write)
    if refused is not None:
        return refused
    forget(resources, resource, context, record)
    return Success(204)


def forget(
    resources: tuple[Resource, ...],
    resource: Resource,
    context: RequestContext,
    record: StoredResource,
) -> None:
    """Take a record and all that stands under it out of the world."""
    for child in resources:
        if child.parent is resource:
            for inner in list(child.collection(context, record)):
                forget(resources, child, context, inner)
    context.store.clear(record)
    resource.collection(context, record.parent or context.store.account).remove(record)
    resource.hooks.removed(context, record)


def list_records(
    resource: Resource, context: RequestContext, parent: StoredResource, form: Form
) -> Success | Fault:
    """Show a page of the records under a parent."""
    filters = form.without(*PAGING)
    arguments = read_parameters(resource.filters, filters, context.validation, context.notes)
    if isinstance(arguments, Fault):
        return arguments
    collection = resource.collection(context, parent)
    listing = resource.hooks.listed(Query(context, parent, collection, arguments))
    if isinstance(listing, Fault):
        return listing
    paging = read_paging(form, resource, context.notes)
    page = turn_to(listing, paging)
    if isinstance(page, Fault):
        return page
    shown: list[Json] = [dict(resource.show(record, context)) for record in page.records]
    sent = _as_sent(resource.filters, arguments)
    return Success(200, {resource.key: shown, "meta": meta(context, resource, sent, paging, page)})


def _refuse_more(resource: Resource, write: Write) -> Fault | None:
    """Say where one more would be too many, or an alias is taken."""
    collection = resource.collection(write.context, write.parent)
    if write.record is None and resource.limit is not None and len(collection) >= resource.limit[0]:
        return resource.limit[1]
    alias = write.arguments.values.get(resource.alias) if resource.alias else None
    holder = collection.named(alias) if isinstance(alias, str) else None
    return resource.taken if holder is not None and holder is not write.record else None


def _as_sent(table: tuple[Parameter, ...], arguments: Arguments) -> dict[str, str]:
    return {
        parameter.name: str(show_value(arguments[parameter.key]))
        for parameter in table
        if parameter.key in arguments
    }
