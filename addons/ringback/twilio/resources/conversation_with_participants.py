"""A conversation and its participants in one request, which is checked as a whole first."""

import json

from ringback.http.forms import Form
from ringback.twilio.operations.crud import add_record, prepare_write
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.participant_behavior import refuse_group
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.attributes import Attribute, get_url, make_links
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
from ringback.twilio.schema.parameters import Parameter, read_parameters
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource, Success
from ringback.twilio.schema.validators import Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import MessagingBinding, refuse_combination
from ringback.twilio.values.types import Json

MOST_AT_ONCE = 10
PARTICIPANT = "Participant"

# The keys of a participant in JSON, and the parameters that they stand for. The reference shows
# `identity`, and `address` and `proxy_address` in `messaging_binding`. INFERRED
# (fidelity: participant-json-keys): the others.
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


class WithParticipantsHooks(ResourceBehavior):
    """Adds the participants of a recorded request to its conversation."""

    def on_seeded(self, context: RequestContext, record: StoredResource, form: Form) -> None:
        """Add the participants that a request names, with SIDs of the fake: its reply has none."""
        write = _start(context, record)
        for participant in filter(None, map(_parse, form.all(PARTICIPANT))):
            prepared = prepare_write(PARTICIPANTS, write, participant)
            if not isinstance(prepared, Fault):
                add_record(PARTICIPANTS, prepared)


def create_with_participants(
    resource: Resource, context: RequestContext, service: StoredResource, form: Form
) -> Success | Fault:
    """Create a conversation and add participants to it."""
    collection = CONVERSATIONS.collection(context, service)
    write = Write(context, Operation.CREATE, service, collection)
    prepared = prepare_write(CONVERSATIONS, write, form.without(PARTICIPANT))
    if isinstance(prepared, Fault):
        return prepared
    participants = _parse_all(context, form.all(PARTICIPANT))
    if isinstance(participants, Fault):
        return participants
    conversation = add_record(CONVERSATIONS, prepared)
    # CONFLICT (fidelity: with-participants-state): participants are added at once, and the state is
    # that of Twilio's example of a 202; its guide says that "initializing" comes first.
    shown = resource.show(conversation, context)
    _add_all(context, conversation, participants)
    return Success(202 if participants else 201, shown)


def _parse_all(context: RequestContext, texts: tuple[str, ...]) -> list[Form] | Fault:
    if len(texts) > MOST_AT_ONCE:
        return faults.TOO_MANY_PARTICIPANTS
    participants = [form for text in texts if (form := _parse(text)) is not None]
    bindings = [binding for form in participants if (binding := _read_binding(context, form))]
    if len(bindings) < len(texts):
        return faults.INVALID_PARTICIPANT_JSON
    return refuse_group(context, bindings) or participants


def _read_binding(context: RequestContext, form: Form) -> MessagingBinding | None:
    """Return a participant's binding; None if it is wrong with any other participants."""
    arguments, _ = read_parameters(PARTICIPANTS.creation, form, context.validation)
    if isinstance(arguments, Fault):
        return None
    binding = MessagingBinding.from_values(arguments.values)
    return binding if refuse_combination(binding) is None else None


def _parse(text: str) -> Form | None:
    """Return a participant's JSON as the form that would add it; None for anything else."""
    try:
        document: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    binding = document.pop(BINDING, None) or {}
    if not isinstance(binding, dict):
        return None
    values = [*_rename(document, KEYS), *_rename(binding, BINDING_KEYS)]
    pairs = [(name, value) for name, value in values if isinstance(value, str)]
    is_text = all(value is None or isinstance(value, str) for _, value in values)
    return Form(pairs) if is_text else None


def _rename(document: dict[str, Json], names: dict[str, str]) -> list[tuple[str, Json]]:
    return [(names.get(key, key), value) for key, value in document.items()]


def _add_all(
    context: RequestContext, conversation: StoredResource, participants: list[Form]
) -> None:
    """Add participants; close the conversation if one of them cannot be added, as Twilio does."""
    write = _start(context, conversation)
    for form in participants:
        prepared = prepare_write(PARTICIPANTS, write, form)
        if isinstance(prepared, Fault):
            context.notes.append(f"Not every participant could be added: {prepared}.")
            context.notes.append(f"The conversation is closed: {faults.MULTIPLE_CREATION_FAILED}.")
            conversation.values["state"] = conversation_state.CLOSED
            return
        add_record(PARTICIPANTS, prepared)


def _start(context: RequestContext, conversation: StoredResource) -> Write:
    collection = PARTICIPANTS.collection(context, conversation)
    return Write(context, Operation.CREATE, conversation, collection, partial=True)


WITH_PARTICIPANTS = Resource(
    segment="ConversationWithParticipants",
    prefix="CH",
    key="conversation_with_participants",
    parent=SERVICES,
    attributes=(
        *(row for row in CONVERSATIONS.attributes if row.name not in ("url", "links")),
        Attribute(
            "links",
            make_links(participants="Participants", messages="Messages", webhooks="Webhooks"),
        ),
        Attribute("url", get_url),
    ),
    operations=frozenset((Operation.CREATE,)),
    creation=(*CONVERSATIONS.creation, Parameter(PARTICIPANT, "people", Text(), repeated=True)),
    handler=create_with_participants,
    behavior=WithParticipantsHooks(),
    shows=CONVERSATIONS,
)
