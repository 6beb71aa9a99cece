"""The five operations on any resource, driven by its tables."""

from ringback.http.forms import Form
from ringback.sids import is_sid
from ringback.twilio.operations.pagination import (
    get_page,
    make_meta,
    read_page_request,
)
from ringback.twilio.schema.attributes import to_json
from ringback.twilio.schema.behavior import Operation, Query, Write
from ringback.twilio.schema.parameters import Arguments, Parameter, read_parameters
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource, Success
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.parameter_names import PAGING
from ringback.twilio.values.types import Json, Value


def create(
    resource: Resource, context: RequestContext, parent: StoredResource, form: Form
) -> Success | Fault:
    """Create a record and return it as shown."""
    collection = resource.collection(context, parent)
    write = prepare_write(resource, Write(context, Operation.CREATE, parent, collection), form)
    if isinstance(write, Fault):
        return write
    record = add_record(resource, write)
    shown = resource.show(record, context)
    resource.behavior.on_replied(context, record)
    return Success(201, shown)


def prepare_write(resource: Resource, write: Write, form: Form) -> Write | Fault:
    """Return a write with its arguments, or the fault that prevents it."""
    refused = resource.behavior.refuse_write(write)
    if refused is not None:
        return refused
    sid = form.first("Sid") if write.record is None and write.context.chooses_sid else None
    if sid is not None:
        fault = _refuse_sid(resource, write.context, sid)
        if fault is not None:
            return fault
        form = form.without("Sid")
    table = resource.creation if write.record is None else resource.update
    arguments, notes = read_parameters(table, form, write.context.validation)
    write.context.notes += notes
    if isinstance(arguments, Fault):
        return arguments
    # `replace` would take as long as all checks of a plain create together.
    write = Write(
        write.context,
        write.operation,
        write.parent,
        write.collection,
        write.record,
        arguments,
        write.partial,
        sid,
    )
    return resource.behavior.refuse_values(write) or refuse_limit_or_alias(resource, write) or write


def add_record(resource: Resource, write: Write, ordinal: int | None = None) -> StoredResource:
    """Add the record of a create that `prepare_write` accepted, at the end or at a free ordinal."""
    context = write.context
    derived = resource.behavior.derive_values(write)
    # INFERRED (fidelity: unsent-date): a date that is not sent is the server's time, even if the
    # other one is sent.
    dates: dict[str, Value] = {"date_created": context.now, "date_updated": context.now}
    values = {**dates, **derived, **write.arguments.values}
    record = StoredResource(
        write.sid or _make_sid(resource.prefix, write),
        resource.segment,
        write.parent,
        {key: value for key, value in values.items() if value is not None},
    )
    write.collection.add(record, ordinal)
    if context.changes is None:
        resource.behavior.on_written(write, record)
    else:
        _add_event(resource, write, record)
    return record


def _add_event(resource: Resource, write: Write, record: StoredResource) -> None:
    """Run what follows a create, and report the create before what it has caused."""
    context = write.context
    before, context.changes = context.changes, []
    resource.behavior.on_written(write, record)
    caused, context.changes = context.changes, before
    if resource.noun:
        context.add_change(f"on{resource.noun}Added", record)
    if before is not None and caused is not None:
        before += caused


def _make_sid(prefix: str, write: Write) -> str:
    """Return a new SID; one that is made from a seed may have been chosen by a test before."""
    make, find = write.context.store.sids.next, write.collection.find_by_sid
    while find(sid := make(prefix)) is not None:
        pass
    return sid


def fetch(resource: Resource, context: RequestContext, record: StoredResource) -> Success:
    """Return a record as shown."""
    return Success(200, resource.show(record, context))


def update(
    resource: Resource, context: RequestContext, record: StoredResource, form: Form
) -> Success | Fault:
    """Update a record and return it as shown."""
    prepared = prepare_write(resource, _start(resource, context, Operation.UPDATE, record), form)
    if isinstance(prepared, Fault):
        return prepared
    derived = resource.behavior.derive_values(prepared)
    values = {"date_updated": context.now, **derived, **prepared.arguments.values}
    prepared.collection.update(record, values)
    if resource.stored.noun:
        context.add_change(f"on{resource.stored.noun}Updated", record)
    resource.behavior.on_written(prepared, record)
    return Success(200, resource.show(record, context))


def delete(resource: Resource, context: RequestContext, record: StoredResource) -> Success | Fault:
    """Delete a record and everything under it."""
    refused = resource.behavior.refuse_write(_start(resource, context, Operation.DELETE, record))
    if refused is not None:
        return refused
    if resource.stored.noun:
        context.add_change(f"on{resource.stored.noun}Removed", record)
    remove_record(resource.stored, context, record)
    return Success(204)


def remove_record(resource: Resource, context: RequestContext, record: StoredResource) -> None:
    """Remove a record and everything under it from the account's state."""
    for child in resource.children:
        owned = child.behavior.list_owned(context, record, child.collection(context, record))
        for inner in owned:
            if child.shows is not None:
                # INFERRED (fidelity: removed-user): a user who is deleted leaves, which is told.
                context.add_change(f"on{child.stored.noun}Removed", inner)
            remove_record(child.stored, context, inner)
    context.store.clear(record)
    resource.collection(context, record.parent or context.store.account).remove(record)
    resource.behavior.on_removed(context, record)


def list_records(
    resource: Resource, context: RequestContext, parent: StoredResource, form: Form
) -> Success | Fault:
    """Return a page of the records under a parent."""
    filters = form.without(*PAGING)
    arguments, notes = read_parameters(resource.filters, filters, context.validation)
    context.notes += notes
    if isinstance(arguments, Fault):
        return arguments
    collection = resource.collection(context, parent)
    listing = resource.behavior.list_records(Query(context, parent, collection, arguments))
    if isinstance(listing, Fault):
        return listing
    request, notes = read_page_request(form, resource.page_size)
    context.notes += notes
    page = get_page(listing, request)
    if isinstance(page, Fault):
        return page
    shown: list[Json] = [dict(resource.show(record, context)) for record in page.records]
    sent = _format_filters(resource.filters, arguments)
    meta = make_meta(context, resource.key, sent, request, page)
    if resource.lists_meta_first:
        return Success(200, {"meta": meta, resource.key: shown})
    return Success(200, {resource.key: shown, "meta": meta})


def _start(
    resource: Resource, context: RequestContext, operation: Operation, record: StoredResource
) -> Write:
    parent = record.parent or context.store.account
    collection = resource.stored.collection(context, parent)
    return Write(context, operation, parent, collection, record)


def _refuse_sid(resource: Resource, context: RequestContext, sid: str) -> Fault | None:
    """Return the fault of a SID that a test chose for a new record, or None."""
    if not is_sid(resource.prefix, sid):
        message = f"{sid!r} is not a SID of {resource.segment}"
        return Fault(400, 20001, f"{message}, which is {resource.prefix} and 32 hexadecimal digits")
    return Fault(409, 20409, f"{sid} exists already") if context.store.has(sid) else None


def refuse_limit_or_alias(resource: Resource, write: Write) -> Fault | None:
    """Return the fault of one record too many or of an alias that another record has, or None."""
    limit, alias = resource.limit, resource.alias
    if write.record is None and limit is not None and len(write.collection) >= limit.count:
        return limit.exceeded
    name = write.arguments.values.get(alias.key) if alias is not None else None
    holder = write.collection.find_by_alias(name) if isinstance(name, str) else None
    if alias is None or holder is None or holder is write.record:
        return None
    return alias.conflict


def _format_filters(table: tuple[Parameter, ...], arguments: Arguments) -> list[tuple[str, str]]:
    """Return the filters of a list as the URLs of its pages repeat them."""
    filters: list[tuple[str, str]] = []
    for parameter in table:
        value = to_json(arguments.values.get(parameter.key))
        values = value if isinstance(value, list) else [value]
        filters += [(parameter.name, str(one)) for one in values if one is not None]
    return filters
