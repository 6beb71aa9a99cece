"""Who may take part in a conversation: what the table of participants cannot say."""

from collections.abc import Mapping

from ringback.twilio.resources.child_hooks import ConversationPart
from ringback.twilio.schema import conversation_state as states
from ringback.twilio.schema.hooks import Operation, Write
from ringback.twilio.schema.reply_reader import Recorded
from ringback.twilio.schema.request_context import Scene
from ringback.twilio.store.record import Record
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.messaging_binding import Reach, group_of, refuse_among, refuse_mix
from ringback.twilio.values.types import Value

MOST_NON_CHAT = 50
FEWEST_IN_GROUP = 2
MOST_IN_GROUP = 10
MOST_CONVERSATIONS = 1_000


class Participation(ConversationPart):
    """Ways of being reached must fit together, here and in other open conversations."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Refuse a participant that does not fit in, or would not after an update."""
        values = write.arguments.values
        before = write.record.values if write.record is not None else {}
        old, new = Reach.of(before), Reach.of({**before, **values})
        refused = _refuse_change(values, old) if write.record is not None else None
        if refused is not None or (write.record is not None and new == old):
            return refused
        others = [Reach.of(other.values) for other in _others(write)]
        return (
            refuse_mix(new)
            or (_refuse_number(write.scene, new) if new.address != old.address else None)
            or refuse_among(new, others)
            or _refuse_one_more(new, others)
            or (_refuse_user(write.scene, new) if new.identity != old.identity else None)
            or _refuse_taken(write, new)
            or _refuse_group(write, old, [new, *others])
        )

    def further_values(self, write: Write) -> dict[str, Value]:
        """Give a user the default role, and what was read the moment of reading (INFERRED)."""
        arguments = write.arguments
        if write.operation is Operation.CREATE:
            role = write.scene.world.sids.derived("RL", write.parent.parent_sid)
            return {"role_sid": role} if "identity" in arguments else {}
        read = arguments.values.get("last_read_message_index")
        return {} if read is None else {"last_read_timestamp": write.scene.now}

    def written(self, write: Write, record: Record) -> None:
        """Enter the participant in the account's roster."""
        write.scene.world.roster.enter(record)

    def learned(self, _scene: Scene, recorded: Recorded) -> dict[str, Value]:
        """Learn the binding."""
        names = ("address", "proxy_address", "projected_address")
        return {name: recorded.text("messaging_binding", name) for name in names}

    def removed(self, scene: Scene, record: Record) -> None:
        """Strike the participant off the account's roster."""
        scene.world.roster.strike(record)


def _others(write: Write) -> list[Record]:
    shelf = write.scene.world.shelf("Participants", write.parent, "identity")
    return [other for other in shelf if other is not write.record]


def _refuse_one_more(reach: Reach, others: list[Reach]) -> Fault | None:
    """Say where one more who is not in the chat only would be too many."""
    if reach.binding is None:
        return None
    bound = sum(other.binding is not None for other in others)
    if reach.is_in_group and bound >= MOST_IN_GROUP:
        return faults.GROUP_PARTICIPANTS_EXCEEDED
    return faults.NON_CHAT_PARTICIPANTS_EXCEEDED if bound >= MOST_NON_CHAT else None


def _refuse_number(scene: Scene, reach: Reach) -> Fault | None:
    """Refuse a number of Twilio's as somebody's own (seen live).

    INFERRED: which those are is known from where they were used as a proxy or projected.
    """
    is_twilios = reach.address in scene.world.roster.twilio_numbers
    return faults.INVALID_ADDRESS if is_twilios else None


def _refuse_user(scene: Scene, reach: Reach) -> Fault | None:
    """Say where a user would be in too many conversations; closed ones do not count."""
    if reach.identity is None:
        return None
    everywhere = scene.world.roster.with_identity(reach.identity)
    if len(everywhere) < MOST_CONVERSATIONS:
        return None
    still_open = sum(_is_open(scene, participant) for participant in everywhere)
    return faults.USER_CONVERSATIONS_EXCEEDED if still_open >= MOST_CONVERSATIONS else None


def _refuse_taken(write: Write, reach: Reach) -> Fault | None:
    """Say where an address is taken: in this group, or with its proxy in an open conversation."""
    if reach.pair is None:
        in_group = reach.address is not None and any(
            other.text("address") == reach.address for other in _others(write)
        )
        return faults.GROUP_PARTICIPANT_EXISTS if in_group else None
    holder = write.scene.world.roster.between(reach.pair)
    if holder is None or holder is write.record or not _is_open(write.scene, holder):
        return None
    return faults.address_pair_taken(holder.parent_sid)


def refuse_group(scene: Scene, members: list[Reach], own_sid: str = "") -> Fault | None:
    """Say where another open conversation is between just these members of a group MMS.

    INFERRED: one address alone makes no group yet, and a group that shrinks to another is let be.
    """
    group = group_of(members)
    if len(group) < FEWEST_IN_GROUP:
        return None
    for same in scene.world.roster.groups.of(group):
        if same.sid != own_sid and states.state_at(same, scene.now) != states.CLOSED:
            return faults.group_exists(same.sid)
    return None


def _refuse_group(write: Write, old: Reach, members: list[Reach]) -> Fault | None:
    """Say where the first of the members makes the group one that is there already."""
    is_same = members[0].group_address == old.group_address
    if is_same or write.partial:
        return None
    return refuse_group(write.scene, members, write.parent.sid)


def _is_open(scene: Scene, participant: Record) -> bool:
    conversation = participant.parent
    return conversation is not None and states.state_at(conversation, scene.now) != states.CLOSED


def _refuse_change(values: Mapping[str, Value], now: Reach) -> Fault | None:
    """Say why a participant has nothing there that could be changed so."""
    if "identity" in values and now.address is not None:
        return faults.IDENTITY_NOT_ADDED
    if "projected_address" in values:
        refused = _refuse_projected(values["projected_address"], now)
        if refused is not None:
            return refused
    return _refuse_proxy(values["proxy_address"], now) if "proxy_address" in values else None


def _refuse_projected(projected: Value, now: Reach) -> Fault | None:
    if projected is None:
        return faults.NO_PROJECTED_TO_REMOVE if now.projected is None else None
    return faults.PROJECTED_UNACCEPTABLE if now.address is not None else None


def _refuse_proxy(proxy: Value, now: Reach) -> Fault | None:
    if proxy is None:
        # Without a proxy there is only group MMS (INFERRED).
        return None if now.pair and now.binding == "sms" else faults.NO_PROXY_TO_REMOVE
    return None if now.pair else faults.NO_PROXY_TO_CHANGE
