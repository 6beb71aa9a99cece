"""The steps of an inbound message, which wait for pre-action webhooks and go on with the replies.

They are generators: they yield each webhook that they wait for, and are sent its reply.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TypeVar

from ringback.http.forms import Form
from ringback.twilio.operations.crud import add_record, prepare_write
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault
from ringback.twilio.webhooks.drafts import ask, draft_create
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.pre_action import PreActionReply
from ringback.twilio.webhooks.verdict import Verdict, change_form, judge

T = TypeVar("T")
Steps = Generator[WebhookRequest, PreActionReply, T]

NO_VERDICT = Verdict()
GONE = "the conversation was removed while the application was asked"


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that was refused, and why."""

    reason: str


def wait(
    context: RequestContext, event: str, draft: StoredResource, details: dict[str, str]
) -> Steps[Verdict]:
    """Return what the application says of an action, if it wants to be asked."""
    webhook = ask(context, event, draft, details) if context.changes is not None else None
    if webhook is None:
        return NO_VERDICT
    verdict = judge(event, (yield webhook))
    context.notes.extend(verdict.notes)
    return verdict


def create(
    context: RequestContext,
    resource: Resource,
    parent: StoredResource,
    form: Form,
    details: dict[str, str] | None = None,
) -> Steps[StoredResource | Refused]:
    """Create a record from a form, which the application may change or reject.

    `details` are the parameters of its webhooks that are not values of the record.
    """
    details = details or {}
    collection = resource.collection(context, parent)
    write = Write(context, Operation.CREATE, parent, collection, partial=True)
    alone = replace(context, notes=[], changes=None, removed_webhooks=None)
    draft = draft_create(resource, replace(write, context=alone), form)
    if draft is not None:
        verdict = yield from wait(context, f"on{resource.noun}Add", draft, details)
        if verdict.fault is not None:
            return Refused(f"the application rejected it: {verdict.fault}")
        if not context.store.holds(parent):
            return Refused(GONE)
        form = change_form(form, verdict)
    prepared = prepare_write(resource, write, form)
    if isinstance(prepared, Fault):
        return Refused(f"Twilio refuses it: {prepared}")
    known = len(context.changes or ())
    record = add_record(resource, prepared)
    if details and context.changes is not None and len(context.changes) > known:
        context.changes[known] = replace(context.changes[known], details=details)
    return record
