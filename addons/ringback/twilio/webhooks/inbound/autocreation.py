"""A conversation that Twilio creates for a first message, as an address configuration says."""

from ringback.http.forms import Form
from ringback.twilio.operations.crud import add_record
from ringback.twilio.resources.accounts import find_service, get_default_service
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.webhook import FROM_ADDRESS, WEBHOOKS
from ringback.twilio.schema import state_timers
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.parameters import Arguments
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.types import Value
from ringback.twilio.webhooks.inbound.steps import Refused, Steps, create
from ringback.twilio.webhooks.inbound_message import InboundMessage

ADDRESS, PROXY = "MessagingBinding.Address", "MessagingBinding.ProxyAddress"
PROJECTED, AUTHOR = "MessagingBinding.ProjectedAddress", "MessagingBinding.AuthorAddress"


def create_conversation(
    context: RequestContext, message: InboundMessage, address: StoredResource, media: str
) -> Steps[StoredResource | Refused]:
    """Create a conversation with its participants and with the webhook of the configuration.

    `media` is the parameter that describes the message's files; "" for none.
    """
    sid = address.text("auto_creation.conversation_service_sid")
    service = find_service(context, sid) if sid else get_default_service(context.store)
    if service is None:
        return Refused(f"the service of the address configuration {address.sid} does not exist")
    details = {**_describe_creator(message), "MessageBody": message.body, "Media": media}
    kept = {name: value for name, value in details.items() if value}
    conversation = yield from create(context, CONVERSATIONS, service, Form(), kept)
    if isinstance(conversation, Refused):
        return conversation
    _add_webhook(context, conversation, address)
    for form in _list_participants(message):
        participant = yield from create(context, PARTICIPANTS, conversation, form)
        if isinstance(participant, Refused):
            return participant
    if message.others:
        state_timers.begin_initializing(context.store, conversation, context.instant)
    return conversation


def _describe_creator(message: InboundMessage) -> dict[str, str]:
    """Return the parameters that name who wrote to whom.

    INFERRED (fidelity: group-autocreation): those of a group MMS.
    """
    if not message.others:
        return {ADDRESS: message.sender, PROXY: message.recipient}
    others = ",".join(message.others)
    return {ADDRESS: others, PROJECTED: message.recipient, AUTHOR: message.sender}


def _list_participants(message: InboundMessage) -> list[Form]:
    if not message.others:
        return [Form([(ADDRESS, message.sender), (PROXY, message.recipient)])]
    members = [Form([(ADDRESS, address)]) for address in (message.sender, *message.others)]
    return [*members, Form([(PROJECTED, message.recipient)])]


def _add_webhook(
    context: RequestContext, conversation: StoredResource, address: StoredResource
) -> None:
    """Add the webhook that an address configuration has for the conversations that it creates."""
    kind = address.text("auto_creation.type")
    if kind not in ("webhook", "studio"):
        return
    values: dict[str, Value] = {
        "target": kind,
        "url": address.text("auto_creation.webhook_url"),
        "method": (address.text("auto_creation.webhook_method") or "POST").lower(),
        "filters": address.values.get("auto_creation.webhook_filters"),
        "flow_sid": address.text("auto_creation.studio_flow_sid"),
        FROM_ADDRESS: True,
    }
    collection = WEBHOOKS.collection(context, conversation)
    arguments = Arguments(values)
    write = Write(context, Operation.CREATE, conversation, collection, arguments=arguments)
    add_record(WEBHOOKS, write)
