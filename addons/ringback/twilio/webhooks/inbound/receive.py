"""What becomes of a message from outside, step by step."""

from ringback.http.forms import Form
from ringback.twilio.operations.crud import add_record
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.media.attachment import attach, describe_attachment
from ringback.twilio.resources.message import LARGEST_INBOUND, MESSAGES
from ringback.twilio.resources.message_behavior import INBOUND_FILES
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.parameters import Arguments, Validation, read_parameters
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value
from ringback.twilio.webhooks.inbound.autocreation import create_conversation
from ringback.twilio.webhooks.inbound.files import store_files
from ringback.twilio.webhooks.inbound.route import find_route
from ringback.twilio.webhooks.inbound.steps import GONE, Refused, Steps, wait
from ringback.twilio.webhooks.inbound_message import InboundMessage, InboundReply
from ringback.twilio.webhooks.readers import describe_files
from ringback.twilio.webhooks.verdict import change_form

InboundSteps = Steps[InboundReply]


def receive(context: RequestContext, message: InboundMessage) -> InboundSteps:
    """Route a message to its conversation, or to one that is created for it."""
    found = find_route(context.store, message, context.instant)
    conversation: StoredResource | Refused | None = found.conversation
    if found.address is not None:
        media = _preview_files(message)
        conversation = yield from create_conversation(context, message, found.address, media)
    if conversation is None:
        return InboundReply(False, found.reason)
    if isinstance(conversation, Refused):
        return InboundReply(False, conversation.reason)
    shown = CONVERSATIONS.show(conversation, context)
    added = yield from _add_message(context, conversation, message)
    if isinstance(added, Refused):
        return InboundReply(False, added.reason, shown)
    MESSAGES.behavior.on_replied(context, added)
    shown = CONVERSATIONS.show(conversation, context)
    return InboundReply(True, "", shown, MESSAGES.show(added, context))


def _preview_files(message: InboundMessage) -> str:
    """Return the parameter that describes files which have no SIDs yet."""
    if not message.media:
        return ""
    return describe_files(
        ("", file.filename, len(file.data), file.content_type) for file in message.media
    )


def _add_message(
    context: RequestContext, conversation: StoredResource, message: InboundMessage
) -> Steps[StoredResource | Refused]:
    """Add a message to a conversation, unless the application rejects it."""
    collection = MESSAGES.collection(context, conversation)
    write = Write(context, Operation.CREATE, conversation, collection)
    form = _make_form(message)
    values = _read(form)
    if isinstance(values, Fault):
        return Refused(f"Twilio refuses it: {values}")
    service = conversation.parent or context.store.account
    stored = store_files(context, service, message)
    files = _describe(stored)
    draft = StoredResource("", MESSAGES.segment, conversation, {**values, **files})
    writer = MESSAGES.behavior.derive_values(_with(write, values))
    draft.values |= writer
    verdict = yield from wait(context, "onMessageAdd", draft, {})
    if verdict.fault is not None:
        return Refused(f"the application rejected it: {verdict.fault}")
    if not context.store.holds(conversation):
        return Refused(GONE)
    values = _read(change_form(form, verdict))
    if isinstance(values, Fault):
        return Refused(f"Twilio refuses what the application made of it: {values}")
    added = add_record(MESSAGES, _with(write, {**values, **files}))
    for file in stored:
        attach(file, added)
    return added


def _make_form(message: InboundMessage) -> Form:
    pairs = [("Author", message.sender), ("Body", message.body)]
    if message.attributes is not None:
        pairs.append(("Attributes", message.attributes))
    return Form(pairs)


def _read(form: Form) -> dict[str, Value] | Fault:
    """Return the values of a message; from outside it may be longer than one to outside."""
    arguments, _ = read_parameters(MESSAGES.creation, form, Validation.STRICT)
    if isinstance(arguments, Fault):
        return arguments
    body = arguments.values.get("body")
    if isinstance(body, str) and len(body.encode("utf-8", "replace")) > LARGEST_INBOUND:
        return faults.BODY_TOO_LONG
    return dict(arguments.values)


def _describe(files: list[StoredResource]) -> dict[str, Value]:
    """Return the values of a message with files."""
    if not files:
        return {}
    shown = {file.sid: describe_attachment(file) for file in files}
    return {"media_sid": files[0].sid, INBOUND_FILES: dict(shown)}


def _with(write: Write, values: dict[str, Value]) -> Write:
    return Write(
        write.context,
        write.operation,
        write.parent,
        write.collection,
        arguments=Arguments(values, frozenset(values)),
    )
