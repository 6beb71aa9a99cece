"""Where a message from outside belongs: in which account, and in which conversation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ringback.errors import UsageError
from ringback.twilio.resources.configuration.address import ADDRESSES
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.participant import PARTICIPANTS
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.validators import is_json
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.change import SDK, Cause
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.addresses import find_channel
from ringback.twilio.webhooks.inbound_message import InboundMessage

NO_ACCOUNT = "no account has sent a request yet; name one with account_sid"


@dataclass(frozen=True, slots=True)
class InboundRoute:
    """The conversation of a message, or the address configuration that makes one, or why not."""

    conversation: StoredResource | None = None
    address: StoredResource | None = None
    reason: str = ""


def check_message(message: InboundMessage) -> None:
    """Raise UsageError for a message that nobody can send."""
    if not message.sender or not message.recipient:
        raise UsageError("a message needs a sender and a recipient; give both")
    if not message.body and not message.media:
        raise UsageError("a message needs a body or media; give one of them")
    if message.attributes is not None and not is_json(message.attributes):
        raise UsageError(f"the attributes {message.attributes[:80]!r} are not JSON; give {{}}, say")
    channels = (find_channel(message.sender), find_channel(message.recipient))
    if channels[1] is not None and channels[0] != channels[1]:
        raise UsageError(
            f"{message.sender!r} cannot write to {message.recipient!r}, an address of "
            f"{channels[1]}; give two of one kind, such as +15550001111 and +15550002222"
        )


def find_cause(message: InboundMessage) -> Cause:
    """Return the cause of what a message changes.

    INFERRED (fidelity: inbound-source): the Source of another channel than SMS is its name.
    """
    channel = find_channel(message.sender)
    if is_chat(message) and (channel is None or channel == "email"):
        return Cause(SDK, message.sender)
    return Cause((channel or SDK).upper())


def is_chat(message: InboundMessage) -> bool:
    """Whether a message names its conversation, and not an address."""
    return find_channel(message.recipient) is None


def find_account(
    stores: Mapping[str, AccountStore], message: InboundMessage, now: datetime
) -> AccountStore | None:
    """Return the account that a message belongs to: that knows its addresses, else the first."""
    if message.account_sid is not None:
        return stores.get(message.account_sid)
    routed = (store for store in stores.values() if not find_route(store, message, now).reason)
    return next(routed, None) or next(iter(stores.values()), None)


def find_route(store: AccountStore, message: InboundMessage, now: datetime) -> InboundRoute:
    """Return where a message belongs.

    A conversation that is not closed wins over an address configuration. INFERRED
    (fidelity: inbound-route): an inactive one too, which becomes active again.
    """
    if is_chat(message):
        return _find_chat(store, message, now)
    for conversation in _find_by_addresses(store, message):
        if _is_open(conversation, now):
            return InboundRoute(conversation)
    addresses = store.find_collection(ADDRESSES.segment, store.account)
    address = addresses.find_by_alias(message.recipient) if addresses is not None else None
    if address is None:
        return InboundRoute(
            reason=f"no open conversation has {message.sender} and {message.recipient}, "
            f"and {message.recipient} has no address configuration"
        )
    if address.values.get("auto_creation.enabled") is not True:
        return InboundRoute(
            reason=f"no open conversation has {message.sender} and {message.recipient}, "
            f"and the address configuration {address.sid} has no auto-creation"
        )
    return InboundRoute(address=address)


def _find_by_addresses(store: AccountStore, message: InboundMessage) -> Iterator[StoredResource]:
    index = store.participants
    if message.others:
        everybody = frozenset((message.sender, message.recipient, *message.others))
        yield from index.groups.find_by_addresses(everybody)
        return
    participant = index.find_by_address_pair((message.sender, message.recipient))
    if participant is not None and participant.parent is not None:
        yield participant.parent


def _find_chat(store: AccountStore, message: InboundMessage, now: datetime) -> InboundRoute:
    name = message.recipient
    found = (_find_conversation(store, service, name) for service in _list_services(store))
    conversation = next(filter(None, found), None)
    if conversation is None:
        return InboundRoute(reason=f"{name!r} is neither an address nor a conversation")
    if not _is_open(conversation, now):
        return InboundRoute(reason=f"the conversation {conversation.sid} is closed")
    participants = store.find_collection(PARTICIPANTS.segment, conversation) or ()
    names = (_list_names(one) for one in participants)
    if not any(message.sender in known for known in names):
        return InboundRoute(
            reason=f"{message.sender!r} is not a participant of the conversation {conversation.sid}"
        )
    return InboundRoute(conversation)


def _list_services(store: AccountStore) -> Iterator[StoredResource]:
    yield from store.find_collection(SERVICES.segment, store.account) or ()


def _find_conversation(
    store: AccountStore, service: StoredResource, name: str
) -> StoredResource | None:
    collection = store.find_collection(CONVERSATIONS.segment, service)
    return collection.find(name) if collection is not None else None


def _list_names(participant: StoredResource) -> tuple[str | None, ...]:
    return participant.text("identity"), participant.text("address")


def _is_open(conversation: StoredResource, now: datetime) -> bool:
    state = conversation_state.get_state(conversation, now.replace(microsecond=0))
    return state != conversation_state.CLOSED
