"""Actions that have not happened yet: what their pre-action webhooks report."""

from dataclasses import replace

from ringback.http.forms import Form
from ringback.http.messages import Request
from ringback.twilio.operations.crud import prepare_write
from ringback.twilio.operations.request_form import read_body_form
from ringback.twilio.resources.conversation_with_participants.participant_drafts import (
    prepare_participants,
)
from ringback.twilio.resources.conversation_with_participants.resource import (
    PARTICIPANT,
    WITH_PARTICIPANTS,
)
from ringback.twilio.routing.dispatch import find_record
from ringback.twilio.routing.routes import Route
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.store.change import Change
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.events import make_webhook
from ringback.twilio.webhooks.parameters import PRE_ACTION
from ringback.twilio.webhooks.targets import find_configured

_VERBS = {Operation.CREATE: "Add", Operation.UPDATE: "Update", Operation.DELETE: "Remove"}


def find_pre_action(
    route: Route, names: tuple[str, ...], context: RequestContext, request: Request
) -> WebhookRequest | None:
    """Return the pre-action webhook that a request has to wait for, or None.

    A request that is refused anyway waits for none. INFERRED (fidelity: pre-action-rest): that
    REST requests wait as well, if they ask for webhooks.
    """
    operation = route.operations.get(request.method)
    if operation is None or not context.cause.is_asked:
        return None
    event = f"on{route.resource.stored.noun}{_VERBS.get(operation, '')}"
    if event not in PRE_ACTION:
        return None
    noted = len(context.notes)
    found = find_record(route, names, context, operation)
    if found is None:
        del context.notes[noted:]  # it is looked for once more, and noted then
        return None
    if not find_configured(context.store, found, event, "pre_webhook_url"):
        return None
    draft = _make_draft(route.resource, context, operation, found, request)
    return None if draft is None else ask(context, event, draft)


def ask(
    context: RequestContext,
    event: str,
    draft: StoredResource,
    details: dict[str, str] | None = None,
) -> WebhookRequest | None:
    """Return the pre-action webhook of an action on a record as it would be, or None."""
    target = find_configured(context.store, draft, event, "pre_webhook_url")
    if target is None or not target.called:
        return None
    change = Change(event, draft, context.instant, context.cause, details or {})
    return make_webhook(context.store, change, target)


def _make_draft(
    resource: Resource,
    context: RequestContext,
    operation: Operation,
    found: StoredResource,
    request: Request,
) -> StoredResource | None:
    """Return the record as it would be after a request; None for one that is refused."""
    alone = replace(context, notes=[], changes=None, removed_webhooks=None)
    if operation is Operation.CREATE:
        collection = resource.stored.collection(alone, found)
        form = _read_form(resource, alone, found, request)
        write = Write(alone, operation, found, collection)
        return None if form is None else draft_create(resource, write, form)
    parent = found.parent or context.store.account
    collection = resource.stored.collection(alone, parent)
    write = Write(alone, operation, parent, collection, found)
    if operation is Operation.DELETE:
        return None if resource.behavior.refuse_write(write) is not None else found.copy()
    prepared = prepare_write(resource, write, read_body_form(request)[0])
    if isinstance(prepared, Fault):
        return None
    draft = found.copy()
    draft.values |= resource.behavior.derive_values(prepared) | dict(prepared.arguments.values)
    return draft


def draft_create(resource: Resource, write: Write, form: Form) -> StoredResource | None:
    """Return the record that a create would add, without a SID; None if it is refused."""
    kind = resource.stored
    prepared = prepare_write(kind, write, form)
    if isinstance(prepared, Fault):
        return None
    values = {**kind.behavior.derive_values(prepared), **prepared.arguments.values}
    draft = StoredResource("", kind.segment, write.parent, values)
    draft.ordinal = -1
    return draft


def _read_form(
    resource: Resource, context: RequestContext, parent: StoredResource, request: Request
) -> Form | None:
    """Return the form of a create; None if the participants in it are refused."""
    form, _ = read_body_form(request)
    if resource is not WITH_PARTICIPANTS:
        return form
    refused = prepare_participants(context, parent, form.all(PARTICIPANT))
    return None if isinstance(refused, Fault) else form.without(PARTICIPANT)
