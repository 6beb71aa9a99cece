"""The participants of a request, checked against all others and each other before any is added."""

from dataclasses import replace

from ringback.twilio.operations.crud import add_record, prepare_write
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.conversation_with_participants.participant_json import (
    parse_participant,
)
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.participant_behavior import refuse_group
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import MessagingBinding, apply_fallback
from ringback.twilio.values.types import Value

# CONFLICT (fidelity: with-participants-minimum): there is none, or three.
MOST_AT_ONCE = 10


def prepare_participants(
    context: RequestContext, service: StoredResource, texts: tuple[str, ...]
) -> list[Write] | Fault:
    """Return the creates of all participants, or the fault of the first that cannot be added.

    They are collected under a conversation that is in no list, as the real one does not exist yet.
    INFERRED (fidelity: with-participants-faults): which fault: 50424 for what is not the JSON of a
    participant, 50425 for a pair in use, else that of a participant that is added alone.
    """
    if len(texts) > MOST_AT_ONCE:
        return faults.TOO_MANY_PARTICIPANTS
    draft = StoredResource("", CONVERSATIONS.segment, service, {})
    others = Collection(PARTICIPANTS.alias.key if PARTICIPANTS.alias is not None else None)
    start = Write(context, Operation.CREATE, draft, others, partial=True)
    writes: list[Write] = []
    for text in texts:
        write = _prepare(start, text)
        if isinstance(write, Fault):
            return write
        writes.append(write)
        others.add(StoredResource(str(len(writes)), PARTICIPANTS.segment, draft, _values(write)))
    return refuse_group(context, [_read_binding(one) for one in others]) or writes


def add_participants(conversation: StoredResource, writes: list[Write]) -> None:
    """Add participants that were prepared to the conversation that exists now."""
    for write in writes:
        collection = PARTICIPANTS.collection(write.context, conversation)
        add_record(PARTICIPANTS, replace(write, parent=conversation, collection=collection))


def _prepare(start: Write, text: str) -> Write | Fault:
    form = parse_participant(text)
    if form is None:
        return faults.INVALID_PARTICIPANT_JSON
    write = prepare_write(PARTICIPANTS, start, form)
    if isinstance(write, Fault):
        return faults.ADDRESS_PAIRS_TAKEN if write.code == faults.PAIR_TAKEN else write
    pair = MessagingBinding.from_values(_values(write)).address_pair
    pairs = [_read_binding(other).address_pair for other in start.collection]
    return faults.ADDRESS_PAIRS_TAKEN if pair is not None and pair in pairs else write


def _values(write: Write) -> dict[str, Value]:
    return dict(apply_fallback(write.arguments.values))


def _read_binding(participant: StoredResource) -> MessagingBinding:
    return MessagingBinding.from_values(participant.values)
