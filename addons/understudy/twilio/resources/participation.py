"""Who may take part in a conversation: what the table of participants cannot say."""

from dataclasses import replace

from understudy.twilio import faults, states
from understudy.twilio.behaviour import Operation, Write
from understudy.twilio.faults import Fault
from understudy.twilio.reach import Reach, refuse_among, refuse_mix, refuse_pair
from understudy.twilio.record import Record, Value
from understudy.twilio.recorded import Recorded
from understudy.twilio.resources.conversation_part import ConversationPart
from understudy.twilio.scene import Scene
from understudy.twilio.shelf import Shelf

MOST_NON_CHAT = 50
MOST_IN_GROUP = 10
MOST_CONVERSATIONS = 1_000


class Participation(ConversationPart):
    """Ways of being reached must fit together, here and in other open conversations."""

    def refuse_values(self, write: Write) -> Fault | None:
        """Refuse a participant that does not fit in."""
        if write.record is not None:
            return _refuse_change(write, write.record)
        reach = Reach.of(write.arguments.values)
        others = [Reach.of(other.values) for other in _others(write)]
        return (
            refuse_mix(reach)
            or refuse_among(reach, others)
            or _refuse_one_more(reach, others)
            or _refuse_user(write.scene, reach)
            or _refuse_taken(write, reach)
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


def _others(write: Write) -> Shelf:
    return write.scene.world.shelf("Participants", write.parent, "identity")


def _refuse_one_more(reach: Reach, others: list[Reach]) -> Fault | None:
    """Say where one more who is not in the chat only would be too many."""
    if reach.binding is None:
        return None
    bound = sum(other.binding is not None for other in others)
    if reach.is_in_group and bound >= MOST_IN_GROUP:
        return faults.GROUP_PARTICIPANTS_EXCEEDED
    return faults.NON_CHAT_PARTICIPANTS_EXCEEDED if bound >= MOST_NON_CHAT else None


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


def _is_open(scene: Scene, participant: Record) -> bool:
    conversation = participant.parent
    return conversation is not None and states.state_at(conversation, scene.now) != states.CLOSED


def _refuse_change(write: Write, record: Record) -> Fault | None:
    """Say why a participant cannot be reached in another way from now on."""
    values, now = write.arguments.values, Reach.of(record.values)
    if "identity" in values and now.address is not None:
        return faults.IDENTITY_NOT_ADDED
    if "projected_address" in values:
        refused = _refuse_projected(values["projected_address"], now)
        if refused is not None:
            return refused
    return _refuse_proxy(write, values["proxy_address"], now) if "proxy_address" in values else None


def _refuse_projected(projected: Value, now: Reach) -> Fault | None:
    if projected is None:
        return faults.NO_PROJECTED_TO_REMOVE if now.projected is None else None
    return faults.PROJECTED_UNACCEPTABLE if now.address is not None else None


def _refuse_proxy(write: Write, proxy: Value, now: Reach) -> Fault | None:
    if now.pair is None:
        return faults.NO_PROXY_TO_REMOVE if proxy is None else faults.NO_PROXY_TO_CHANGE
    if not isinstance(proxy, str):
        return None
    return refuse_pair(now.pair[0], proxy) or _refuse_taken(write, replace(now, proxy=proxy))
