"""The tables of a conversation with its participants, which is checked as a whole first."""

from ringback.http.forms import Form
from ringback.twilio.operations.crud import add_record, prepare_write
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.conversation_with_participants.participant_drafts import (
    add_participants,
    prepare_participants,
)
from ringback.twilio.resources.conversation_with_participants.participant_json import (
    parse_participant,
)
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema import state_timers
from ringback.twilio.schema.attributes import Attribute, get_url, make_links
from ringback.twilio.schema.behavior import Operation, ResourceBehavior, Write
from ringback.twilio.schema.parameters import Parameter
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource, Success
from ringback.twilio.schema.validators import Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault

PARTICIPANT = "Participant"


class WithParticipantsHooks(ResourceBehavior):
    """Adds the participants of a recorded request to its conversation."""

    def on_seeded(self, context: RequestContext, record: StoredResource, form: Form) -> None:
        """Add the participants that a request names, with SIDs of the fake: its reply has none."""
        CONVERSATIONS.behavior.on_seeded(context, record, form)
        collection = PARTICIPANTS.collection(context, record)
        write = Write(context, Operation.CREATE, record, collection, partial=True)
        for participant in filter(None, map(parse_participant, form.all(PARTICIPANT))):
            prepared = prepare_write(PARTICIPANTS, write, participant)
            if not isinstance(prepared, Fault):
                add_record(PARTICIPANTS, prepared)


def create_with_participants(
    resource: Resource, context: RequestContext, service: StoredResource, form: Form
) -> Success | Fault:
    """Create a conversation and add participants to it; it is `initializing` for a while then.

    INFERRED (fidelity: with-participants-at-once): the participants can be seen at once.
    """
    collection = CONVERSATIONS.collection(context, service)
    write = Write(context, Operation.CREATE, service, collection)
    prepared = prepare_write(CONVERSATIONS, write, form.without(PARTICIPANT))
    if isinstance(prepared, Fault):
        return prepared
    participants = prepare_participants(context, service, form.all(PARTICIPANT))
    if isinstance(participants, Fault):
        return participants
    conversation = add_record(CONVERSATIONS, prepared)
    add_participants(conversation, participants)
    if participants:
        state_timers.begin_initializing(context.store, conversation, context.instant)
    return Success(202 if participants else 201, resource.show(conversation, context))


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
