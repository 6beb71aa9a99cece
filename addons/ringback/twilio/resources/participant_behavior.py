"""The behavior of participants: which addresses can take part, and how many."""

from collections.abc import Iterable

from ringback.http.forms import Form
from ringback.twilio.resources.child_behavior import ChildBehavior
from ringback.twilio.resources.roles.adoption import adopt_configured_role
from ringback.twilio.resources.roles.assignment import adopt_role, get_default_role, has_role
from ringback.twilio.resources.roles.permissions import CONVERSATION
from ringback.twilio.resources.users.identities import add_user_of
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.collection import Collection
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.binding_changes import refuse_change
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import (
    EMAIL,
    FALLBACK,
    MessagingBinding,
    apply_fallback,
    collect_group_addresses,
    refuse_among,
    refuse_combination,
    refuse_fallback,
)
from ringback.twilio.values.types import Value

MOST_NON_CHAT = 50
FEWEST_IN_GROUP = 2
MOST_IN_GROUP = 10
MOST_CONVERSATIONS = 1_000


class ParticipantBehavior(ChildBehavior):
    """Bindings must be compatible, in this conversation and with other open ones."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Return the fault of a participant, as it is after the write, or None."""
        values = write.arguments.values
        if "role_sid" in values and not _has_role(write, values["role_sid"]):
            return faults.INVALID_ROLE
        before = write.record.values if write.record is not None else {}
        old = MessagingBinding.from_values(before)
        new = MessagingBinding.from_values(apply_fallback({**before, **values}))
        refused = refuse_change(values, old) if write.record is not None else None
        if refused is not None or (write.record is not None and new == old):
            return refused
        others = [MessagingBinding.from_values(other.values) for other in _list_others(write)]
        return (
            refuse_fallback(values)
            or refuse_combination(new)
            or (_refuse_number(write.context, new) if new.address != old.address else None)
            or refuse_among(new, others)
            or _refuse_one_more(new, others)
            or (_refuse_user(write.context, new) if new.identity != old.identity else None)
            or _refuse_used_address(write, new)
            or _refuse_same_group(write, old, [new, *others])
        )

    def derive_values(self, write: Write) -> dict[str, Value]:
        """Return the default role, and the date of the last read message.

        A role was seen live (fidelity: address-role) for an address with a proxy address. INFERRED
        (fidelity: default-role): which other participants get one.
        """
        arguments = write.arguments
        if write.operation is Operation.CREATE:
            gets_role = "identity" in arguments or "proxy_address" in arguments
            return {"role_sid": _get_default_role(write)} if gets_role else {}
        return date_last_read(write)

    def on_written(self, write: Write, record: StoredResource) -> None:
        """Apply the fallback of its proxy, index it, and add its user and its role."""
        if FALLBACK in record.values:
            record.replace(dict(apply_fallback(record.values)))
        write.context.store.participants.add(record)
        add_user_of(write.context, record)
        role, service = write.arguments.values.get("role_sid"), write.parent.parent
        if role is not None and service is not None:
            adopt_configured_role(write.context, service, role, CONVERSATION)

    def on_removed(self, context: RequestContext, record: StoredResource) -> None:
        """Remove the participant from the account's index."""
        context.store.participants.remove(record)

    def on_seeded(self, context: RequestContext, record: StoredResource, form: Form) -> None:
        """Add the role that the participant has, if it is not known."""
        role, service = record.text("role_sid"), record.parent and record.parent.parent
        if role is not None and service is not None:
            is_default = form.first("RoleSid") is None
            adopt_role(context, service, role, CONVERSATION, is_default=is_default)

    def read_reply(self, _context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return the addresses of the binding."""
        names = ("address", "proxy_address", "projected_address")
        return {name: reply.text("messaging_binding", name) for name in names}

    def find_made_up(
        self, context: RequestContext, collection: Collection, values: dict[str, Value]
    ) -> StoredResource | None:
        """Return the participant with the same binding as a recorded one."""
        binding, index = MessagingBinding.from_values(values), context.store.participants
        # A conversation may have a thousand participants, and each of them is looked for.
        candidates: Iterable[StoredResource] = collection
        if binding.identity is not None:
            candidates = index.find_by_identity(binding.identity)
        elif binding.address is not None:
            candidates = index.find_by_address(binding.address)
        same = (
            one
            for one in candidates
            if collection.find_by_sid(one.sid) is one
            and MessagingBinding.from_values(one.values) == binding
        )
        return next(same, None)


def date_last_read(write: Write) -> dict[str, Value]:
    """Return the date of the last read message, if an update sets which one it is.

    INFERRED (fidelity: last-read-date): reading a message sets its date.
    """
    index = write.arguments.values.get("last_read_message_index")
    return {} if index is None else {"last_read_timestamp": write.context.now}


def refuse_group(
    context: RequestContext, members: list[MessagingBinding], own_sid: str = ""
) -> Fault | None:
    """Return the fault if another open conversation is a group MMS of exactly these members.

    `own_sid` is the SID of the members' own conversation. INFERRED (fidelity: small-groups): one
    address alone is not a group yet, and a group may shrink to the members of another.
    """
    group = collect_group_addresses(members)
    if len(group) < FEWEST_IN_GROUP:
        return None
    for same in context.store.participants.groups.find_by_addresses(group):
        if same.sid != own_sid and _is_open(context, same):
            return faults.group_exists(same.sid)
    return None


def _has_role(write: Write, sid: Value) -> bool:
    service = write.parent.parent
    return service is not None and has_role(write.context, service, sid, CONVERSATION)


def _get_default_role(write: Write) -> Value:
    service = write.parent.parent
    return get_default_role(write.context, service, CONVERSATION) if service is not None else None


def _list_others(write: Write) -> list[StoredResource]:
    return [other for other in write.collection if other is not write.record]


def _refuse_one_more(binding: MessagingBinding, others: list[MessagingBinding]) -> Fault | None:
    """Return the fault of one participant too many outside of the chat, or None."""
    if binding.type is None:
        return None
    count = sum(other.type is not None for other in others)
    if binding.is_group_mms and count >= MOST_IN_GROUP:
        return faults.GROUP_PARTICIPANTS_EXCEEDED
    return faults.NON_CHAT_PARTICIPANTS_EXCEEDED if count >= MOST_NON_CHAT else None


def _refuse_number(context: RequestContext, binding: MessagingBinding) -> Fault | None:
    """Return the fault of a Twilio number as a participant's address, or None.

    The fault was seen live (fidelity: twilio-number-as-address). INFERRED
    (fidelity: known-twilio-numbers): a Twilio number is one that was used as a proxy or projected
    address.
    """
    is_twilios = binding.address in context.store.participants.twilio_numbers
    return faults.INVALID_ADDRESS if is_twilios else None


def _refuse_user(context: RequestContext, binding: MessagingBinding) -> Fault | None:
    """Return the fault of a user in too many open conversations, or None."""
    if binding.identity is None:
        return None
    everywhere = context.store.participants.find_by_identity(binding.identity)
    if len(everywhere) < MOST_CONVERSATIONS:
        return None
    count = sum(_is_in_open(context, participant) for participant in everywhere)
    return faults.USER_CONVERSATIONS_EXCEEDED if count >= MOST_CONVERSATIONS else None


def _refuse_used_address(write: Write, binding: MessagingBinding) -> Fault | None:
    """Return the fault of an address in use, here or as a pair in an open conversation, or None."""
    if binding.address_pair is None:
        is_here = binding.address is not None and any(
            other.text("address") == binding.address for other in _list_others(write)
        )
        if not is_here:
            return None
        # INFERRED (fidelity: email-participants): the fault of the same e-mail address.
        is_email = binding.type == EMAIL
        return faults.PARTICIPANT_EXISTS if is_email else faults.GROUP_PARTICIPANT_EXISTS
    holder = write.context.store.participants.find_by_address_pair(binding.address_pair)
    if holder is None or holder is write.record or not _is_in_open(write.context, holder):
        return None
    return faults.address_pair_taken(holder.parent_sid)


def _refuse_same_group(
    write: Write, old: MessagingBinding, members: list[MessagingBinding]
) -> Fault | None:
    """Return the fault if the first member makes the group equal to another one, or None."""
    is_same = members[0].group_address == old.group_address
    if is_same or write.partial:
        return None
    return refuse_group(write.context, members, write.parent.sid)


def _is_in_open(context: RequestContext, participant: StoredResource) -> bool:
    return participant.parent is not None and _is_open(context, participant.parent)


def _is_open(context: RequestContext, conversation: StoredResource) -> bool:
    state = conversation_state.get_state(conversation, context.now)
    return state != conversation_state.CLOSED
