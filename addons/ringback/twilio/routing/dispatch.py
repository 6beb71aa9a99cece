"""From a route to an operation: finds the record that a path names, and calls the operation."""

from ringback.http.forms import Form, parse_form
from ringback.http.messages import Request
from ringback.twilio.operations import crud
from ringback.twilio.operations.request_form import read_body_form
from ringback.twilio.resources.accounts import adopt_service, get_default_service
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.routing.routes import Route
from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource, Success
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import METHOD_NOT_ALLOWED, Fault, not_found

WRITES = (Operation.CREATE, Operation.UPDATE, Operation.DELETE)


def perform(
    route: Route, names: tuple[str, ...], context: RequestContext, request: Request
) -> Success | Fault:
    """Process a request for a route; `names` are the values of the route's variables."""
    method = "GET" if request.method == "HEAD" else request.method
    operation = route.operations.get(method)
    if operation is None:
        return METHOD_NOT_ALLOWED
    found = find_record(route, names, context, operation)
    if found is None:
        return not_found(context.path)
    return _operate(operation, route.resource, context, found, request)


def find_record(
    route: Route,
    names: tuple[str, ...],
    context: RequestContext,
    operation: Operation = Operation.FETCH,
) -> StoredResource | None:
    """Return the record that a path names, or the parent of the collection that it names.

    A parent can always be named by an alias, a record only in some operations. A service that is
    not known is adopted.

    CONFLICT (fidelity: unknown-service): 20404 or 50050 for a service that does not exist.
    INFERRED (fidelity: unknown-conversation): a write to a conversation that does not exist is
    answered like a read, not by 50350.
    """
    found: StoredResource | None = context.store.account
    chain = list(route.resource.chain())
    if chain[0] is SERVICES and route.resource is not SERVICES and not route.in_service:
        found = get_default_service(context.store)
        chain = chain[1:]
    for resource, name in zip(chain, names, strict=False):
        if found is None:
            return None
        collection = resource.collection(context, found)
        if resource is not route.resource or _accepts_alias(resource, operation):
            found = resource.behavior.find_record(context, found, collection, name)
        else:
            found = collection.find_by_sid(name)
        if found is None and resource is SERVICES:
            found = adopt_service(context, name)
    if found is not None and route.resource.singleton:
        return route.resource.find_singleton(context, found)
    return found


def _accepts_alias(resource: Resource, operation: Operation) -> bool:
    if resource.shows is not None:
        return True
    return resource.alias is not None and operation in resource.alias.operations


def _operate(
    operation: Operation,
    resource: Resource,
    context: RequestContext,
    found: StoredResource,
    request: Request,
) -> Success | Fault:
    if operation is Operation.FETCH and resource.content is not None:
        content = resource.content(found, context)
        return not_found(context.path) if content is None else Success(200, content=content)
    if operation is Operation.FETCH:
        return crud.fetch(resource, context, found)
    if operation is Operation.LIST:
        return crud.list_records(resource, context, found, _read_query(request, context))
    if operation is Operation.DELETE:
        return crud.delete(resource, context, found)
    if resource.upload is not None:
        return resource.upload(resource, context, found, request)
    form = _read_form(request, context)
    if operation is Operation.UPDATE:
        return crud.update(resource, context, found, form)
    return (resource.handler or crud.create)(resource, context, found, form)


# INFERRED (fidelity: misplaced-parameters): parameters in the wrong place are ignored.
def _read_form(request: Request, context: RequestContext) -> Form:
    form, note = read_body_form(request)
    if note is not None:
        context.notes.append(note)
    if request.query:
        context.notes.append("The query was not read: a POST has its parameters in the body.")
    return form


def _read_query(request: Request, context: RequestContext) -> Form:
    if request.body:
        context.notes.append("The body was not read: a GET has its parameters in the query.")
    return parse_form(request.query)
