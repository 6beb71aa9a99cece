"""A conversation and its participants in one request: all of it is checked before any is made."""

import json

from ringback.http.forms import Form
from ringback.twilio.operations.crud import carry_out, prepare
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.participant_hooks import refuse_group
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.attributes import Attribute, links, own_url
from ringback.twilio.schema.hooks import Operation, Write
from ringback.twilio.schema.parameters import Parameter, read_parameters
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource, Success
from ringback.twilio.schema.validators import Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import MessagingBinding, refuse_mix
from ringback.twilio.values.types import Json

MOST_AT_ONCE = 10
PARTICIPANT = "Participant"

# The keys of a participant in JSON, and the parameters that they stand for. The reference shows
# `identity`, and `address` and `proxy_address` in `messaging_binding`; the rest is INFERRED.
KEYS = {
    "identity": "Identity",
    "attributes": "Attributes",
    "role_sid": "RoleSid",
    "date_created": "DateCreated",
    "date_updated": "DateUpdated",
}
BINDING = "messaging_binding"
BINDING_KEYS = {
    "address": "MessagingBinding.Address",
    "proxy_address": "MessagingBinding.ProxyAddress",
    "projected_address": "MessagingBinding.ProjectedAddress",
}


def create_with_participants(
    resource: Resource, context: RequestContext, service: StoredResource, form: Form
) -> Success | Fault:
    """Make a conversation and add participants to it."""
    write = Write(context, Operation.CREATE, service)
    prepared = prepare(CONVERSATIONS, write, form.without(PARTICIPANT))
    if isinstance(prepared, Fault):
        return prepared
    people = _read_all(context, form.all(PARTICIPANT))
    if isinstance(people, Fault):
        return people
    conversation = carry_out(CONVERSATIONS, prepared)
    # INFERRED: participants are there at once. The state is that of Twilio's example of a 202,
    # though its guide says that "initializing" comes first.
    shown = resource.show(conversation, context)
    _add_all(context, conversation, people)
    return Success(202 if people else 201, shown)


def add_recorded(
    context: RequestContext, conversation: StoredResource, texts: tuple[str, ...]
) -> None:
    """Add those whom a recorded request named, under SIDs of our own: its reply has none."""
    write = Write(context, Operation.CREATE, conversation, partial=True)
    for person in filter(None, map(_read, texts)):
        prepared = prepare(PARTICIPANTS, write, person)
        if not isinstance(prepared, Fault):
            carry_out(PARTICIPANTS, prepared)


def _read_all(context: RequestContext, texts: tuple[str, ...]) -> list[Form] | Fault:
    if len(texts) > MOST_AT_ONCE:
        return faults.TOO_MANY_PARTICIPANTS
    people = [person for text in texts if (person := _read(text)) is not None]
    members = [reach for person in people if (reach := _reach(context, person)) is not None]
    if len(members) < len(texts):
        return faults.INVALID_PARTICIPANT_JSON
    return refuse_group(context, members) or people


def _reach(context: RequestContext, person: Form) -> MessagingBinding | None:
    """Return how a participant is reached; None where it is wrong whoever else takes part."""
    arguments = read_parameters(PARTICIPANTS.creation, person, context.validation, [])
    if isinstance(arguments, Fault):
        return None
    reach = MessagingBinding.of(arguments.values)
    return reach if refuse_mix(reach) is None else None


def _read(text: str) -> Form | None:
    """Return a participant's JSON as the form that would add it; None where it is no such thing."""
    try:
        read: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict):
        return None
    binding = read.pop(BINDING, None) or {}
    if not isinstance(binding, dict):
        return None
    values = [*_named(read, KEYS), *_named(binding, BINDING_KEYS)]
    pairs = [(name, value) for name, value in values if isinstance(value, str)]
    is_text = all(value is None or isinstance(value, str) for _, value in values)
    return Form(pairs) if is_text else None


def _named(read: dict[str, Json], names: dict[str, str]) -> list[tuple[str, Json]]:
    return [(names.get(key, key), value) for key, value in read.items()]


def _add_all(context: RequestContext, conversation: StoredResource, people: list[Form]) -> None:
    """Add participants; where one cannot be added, the conversation is closed, as Twilio does."""
    write = Write(context, Operation.CREATE, conversation, partial=True)
    for person in people:
        prepared = prepare(PARTICIPANTS, write, person)
        if isinstance(prepared, Fault):
            context.notes.append(f"Not every participant could be added: {prepared}.")
            context.notes.append(f"The conversation is closed: {faults.MULTIPLE_CREATION_FAILED}.")
            conversation.values["state"] = conversation_state.CLOSED
            return
        carry_out(PARTICIPANTS, prepared)


WITH_PARTICIPANTS = Resource(
    segment="ConversationWithParticipants",
    prefix="CH",
    key="conversation_with_participants",
    parent=SERVICES,
    attributes=(
        *(row for row in CONVERSATIONS.attributes if row.name not in ("url", "links")),
        Attribute(
            "links",
            links(participants="Participants", messages="Messages", webhooks="Webhooks"),
        ),
        Attribute("url", own_url),
    ),
    operations=frozenset((Operation.CREATE,)),
    creation=(*CONVERSATIONS.creation, Parameter(PARTICIPANT, "people", Text(), repeated=True)),
    handler=create_with_participants,
    inferred="participants are there at once",
)
