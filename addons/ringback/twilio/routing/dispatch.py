"""From a route to what it does: finds the records that a path names, and the operation."""

from ringback.http.forms import Form, parse_form
from ringback.http.messages import Request
from ringback.twilio.operations import crud
from ringback.twilio.operations.request_form import read_body_form
from ringback.twilio.resources.registry import RESOURCES
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.routing.accounts import default_service
from ringback.twilio.routing.routes import Route
from ringback.twilio.schema.hooks import Operation
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource, Success
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import METHOD_NOT_ALLOWED, Fault, not_found

WRITES = (Operation.CREATE, Operation.UPDATE, Operation.DELETE)


def perform(
    route: Route, names: tuple[str, ...], context: RequestContext, request: Request
) -> Success | Fault:
    """Do what a request asks of a route whose variables stand for `names`."""
    method = "GET" if request.method == "HEAD" else request.method
    operation = route.operations.get(method)
    if operation is None:
        return METHOD_NOT_ALLOWED
    found = find(route, names, context, operation)
    if found is None:
        return not_found(context.path)
    if operation in WRITES and route.resource.is_told:
        context.notes += _on_webhooks(request)
    return _operate(operation, route.resource, context, found, request)


def find(
    route: Route,
    names: tuple[str, ...],
    context: RequestContext,
    operation: Operation = Operation.FETCH,
) -> StoredResource | None:
    """Return the record that a path names, or the parent of the collection that it names.

    What stands above the record may be named by an alias, whatever the operation. CONFLICT: where
    the service of a path is not there, a capture has 404/20404 and the dictionary 50050. INFERRED:
    a write to a conversation that is not there is answered as a read, and not with 50350.
    """
    found: StoredResource | None = context.store.account
    chain = list(route.resource.chain())
    if chain[0] is SERVICES and route.resource is not SERVICES and not route.in_service:
        found = default_service(context.store)
        chain = chain[1:]
    for resource, name in zip(chain, names, strict=False):
        if found is None:
            return None
        collection = resource.collection(context, found)
        by_alias = resource is not route.resource or operation in resource.by_alias
        found = collection.find(name) if by_alias else collection.with_sid(name)
    return found


def _operate(
    operation: Operation,
    resource: Resource,
    context: RequestContext,
    found: StoredResource,
    request: Request,
) -> Success | Fault:
    if operation is Operation.FETCH:
        return crud.fetch(resource, context, found)
    if operation is Operation.LIST:
        return crud.list_records(resource, context, found, parse_form(request.query))
    if operation is Operation.DELETE:
        return crud.delete(RESOURCES, resource, context, found)
    form = _form(request, context)
    if operation is Operation.UPDATE:
        return crud.update(resource, context, found, form)
    return (resource.handler or crud.create)(resource, context, found, form)


def _form(request: Request, context: RequestContext) -> Form:
    form, remark = read_body_form(request)
    context.notes += [] if remark is None else [remark]
    return form


def _on_webhooks(request: Request) -> list[str]:
    """Say what is to be said of the header that asks for webhooks.

    INFERRED: the case of its value does not matter, as Twilio names an example after that.
    """
    value = request.headers.get("X-Twilio-Webhook-Enabled")
    if value is None or value.lower() == "false":
        return []
    if value.lower() == "true":
        return ["X-Twilio-Webhook-Enabled asks for webhooks; the fake calls none."]
    return [f"X-Twilio-Webhook-Enabled is {value[:20]!r}, which is neither true nor false."]
