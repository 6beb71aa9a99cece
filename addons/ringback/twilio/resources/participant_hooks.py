"""Who may take part in a conversation: what the table of participants cannot say."""

from collections.abc import Mapping

from ringback.twilio.resources.child_hooks import ChildHooks
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.hooks import Operation, Write
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import (
    MessagingBinding,
    group_of,
    refuse_among,
    refuse_mix,
)
from ringback.twilio.values.types import Value

MOST_NON_CHAT = 50
FEWEST_IN_GROUP = 2
MOST_IN_GROUP = 10
MOST_CONVERSATIONS = 1_000


class ParticipantHooks(ChildHooks):
    """Ways of being reached must fit together, here and in other open conversations."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Refuse a participant that does not fit in, or would not after an update."""
        values = write.arguments.values
        before = write.record.values if write.record is not None else {}
        old, new = MessagingBinding.of(before), MessagingBinding.of({**before, **values})
        refused = _refuse_change(values, old) if write.record is not None else None
        if refused is not None or (write.record is not None and new == old):
            return refused
        others = [MessagingBinding.of(other.values) for other in _others(write)]
        return (
            refuse_mix(new)
            or (_refuse_number(write.context, new) if new.address != old.address else None)
            or refuse_among(new, others)
            or _refuse_one_more(new, others)
            or (_refuse_user(write.context, new) if new.identity != old.identity else None)
            or _refuse_taken(write, new)
            or _refuse_group(write, old, [new, *others])
        )

    def further_values(self, write: Write) -> dict[str, Value]:
        """Return a user the default role, and what was read the moment of reading (INFERRED)."""
        arguments = write.arguments
        if write.operation is Operation.CREATE:
            role = write.context.store.sids.derived("RL", write.parent.parent_sid)
            return {"role_sid": role} if "identity" in arguments else {}
        read = arguments.values.get("last_read_message_index")
        return {} if read is None else {"last_read_timestamp": write.context.now}

    def written(self, write: Write, record: StoredResource) -> None:
        """Enter the participant in the account's roster."""
        write.context.store.roster.enter(record)

    def learned(self, _scene: RequestContext, recorded: ReplyReader) -> dict[str, Value]:
        """Learn the binding."""
        names = ("address", "proxy_address", "projected_address")
        return {name: recorded.text("messaging_binding", name) for name in names}

    def removed(self, context: RequestContext, record: StoredResource) -> None:
        """Strike the participant off the account's roster."""
        context.store.roster.strike(record)


def _others(write: Write) -> list[StoredResource]:
    collection = write.context.store.collection("Participants", write.parent, "identity")
    return [other for other in collection if other is not write.record]


def _refuse_one_more(reach: MessagingBinding, others: list[MessagingBinding]) -> Fault | None:
    """Say where one more who is not in the chat only would be too many."""
    if reach.binding is None:
        return None
    bound = sum(other.binding is not None for other in others)
    if reach.is_in_group and bound >= MOST_IN_GROUP:
        return faults.GROUP_PARTICIPANTS_EXCEEDED
    return faults.NON_CHAT_PARTICIPANTS_EXCEEDED if bound >= MOST_NON_CHAT else None


def _refuse_number(context: RequestContext, reach: MessagingBinding) -> Fault | None:
    """Refuse a number of Twilio's as somebody's own (seen live).

    INFERRED: which those are is known from where they were used as a proxy or projected.
    """
    is_twilios = reach.address in context.store.roster.twilio_numbers
    return faults.INVALID_ADDRESS if is_twilios else None


def _refuse_user(context: RequestContext, reach: MessagingBinding) -> Fault | None:
    """Say where a user would be in too many conversations; closed ones do not count."""
    if reach.identity is None:
        return None
    everywhere = context.store.roster.with_identity(reach.identity)
    if len(everywhere) < MOST_CONVERSATIONS:
        return None
    still_open = sum(_is_open(context, participant) for participant in everywhere)
    return faults.USER_CONVERSATIONS_EXCEEDED if still_open >= MOST_CONVERSATIONS else None


def _refuse_taken(write: Write, reach: MessagingBinding) -> Fault | None:
    """Say where an address is taken: in this group, or with its proxy in an open conversation."""
    if reach.pair is None:
        in_group = reach.address is not None and any(
            other.text("address") == reach.address for other in _others(write)
        )
        return faults.GROUP_PARTICIPANT_EXISTS if in_group else None
    holder = write.context.store.roster.between(reach.pair)
    if holder is None or holder is write.record or not _is_open(write.context, holder):
        return None
    return faults.address_pair_taken(holder.parent_sid)


def refuse_group(
    context: RequestContext, members: list[MessagingBinding], own_sid: str = ""
) -> Fault | None:
    """Say where another open conversation is between just these members of a group MMS.

    INFERRED: one address alone makes no group yet, and a group that shrinks to another is let be.
    """
    group = group_of(members)
    if len(group) < FEWEST_IN_GROUP:
        return None
    for same in context.store.roster.groups.of(group):
        if (
            same.sid != own_sid
            and conversation_state.state_at(same, context.now) != conversation_state.CLOSED
        ):
            return faults.group_exists(same.sid)
    return None


def _refuse_group(
    write: Write, old: MessagingBinding, members: list[MessagingBinding]
) -> Fault | None:
    """Say where the first of the members makes the group one that is there already."""
    is_same = members[0].group_address == old.group_address
    if is_same or write.partial:
        return None
    return refuse_group(write.context, members, write.parent.sid)


def _is_open(context: RequestContext, participant: StoredResource) -> bool:
    conversation = participant.parent
    return (
        conversation is not None
        and conversation_state.state_at(conversation, context.now) != conversation_state.CLOSED
    )


def _refuse_change(values: Mapping[str, Value], now: MessagingBinding) -> Fault | None:
    """Say why a participant has nothing there that could be changed so."""
    if "identity" in values and now.address is not None:
        return faults.IDENTITY_NOT_ADDED
    if "projected_address" in values:
        refused = _refuse_projected(values["projected_address"], now)
        if refused is not None:
            return refused
    return _refuse_proxy(values["proxy_address"], now) if "proxy_address" in values else None


def _refuse_projected(projected: Value, now: MessagingBinding) -> Fault | None:
    if projected is None:
        return faults.NO_PROJECTED_TO_REMOVE if now.projected is None else None
    return faults.PROJECTED_UNACCEPTABLE if now.address is not None else None


def _refuse_proxy(proxy: Value, now: MessagingBinding) -> Fault | None:
    if proxy is None:
        # Without a proxy there is only group MMS (INFERRED).
        return None if now.pair and now.binding == "sms" else faults.NO_PROXY_TO_REMOVE
    return None if now.pair else faults.NO_PROXY_TO_CHANGE
