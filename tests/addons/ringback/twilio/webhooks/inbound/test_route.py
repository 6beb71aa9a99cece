import pytest

from ringback.errors import UsageError
from ringback.twilio.webhooks.inbound.route import check_message, find_cause
from ringback.twilio.webhooks.inbound_message import InboundMedia, InboundMessage
from tests.support.twilio.caller import ACCOUNT, Clock
from tests.support.twilio.webhooks import NUMBER, OTHER_PHONE, PHONE, WebhookCaller

PAIR = {"MessagingBinding.Address": PHONE, "MessagingBinding.ProxyAddress": NUMBER}


@pytest.fixture
def conversation(hooked: WebhookCaller) -> str:
    """Return the SID of a conversation with somebody in the chat and somebody outside of it."""
    sid = hooked.create("/Conversations", {"UniqueName": "one"})
    hooked.create(f"/Conversations/{sid}/Participants", PAIR)
    hooked.create(f"/Conversations/{sid}/Participants", {"Identity": "ada"})
    hooked.take()
    return sid


@pytest.mark.parametrize(
    ("message", "mistake"),
    [
        pytest.param(InboundMessage("", NUMBER, "hi"), "needs a sender", id="no sender"),
        pytest.param(InboundMessage(PHONE, "", "hi"), "and a recipient", id="no recipient"),
        pytest.param(InboundMessage(PHONE, NUMBER), "needs a body or media", id="empty"),
        pytest.param(
            InboundMessage(PHONE, NUMBER, "hi", attributes="no"), "are not JSON", id="attributes"
        ),
        pytest.param(
            InboundMessage(PHONE, f"whatsapp:{NUMBER}", "hi"), "an address of whatsapp", id="mixed"
        ),
        pytest.param(InboundMessage("ada", NUMBER, "hi"), "an address of sms", id="chat to sms"),
    ],
)
def test_a_message_that_nobody_can_send_is_a_mistake(message: InboundMessage, mistake: str) -> None:
    with pytest.raises(UsageError, match=mistake):
        check_message(message)


def test_a_file_is_enough() -> None:
    check_message(InboundMessage(PHONE, NUMBER, media=(InboundMedia("image/png"),)))


@pytest.mark.parametrize(
    ("sender", "recipient", "source", "identity"),
    [
        pytest.param(PHONE, NUMBER, "SMS", None, id="sms"),
        pytest.param(f"whatsapp:{PHONE}", f"whatsapp:{NUMBER}", "WHATSAPP", None, id="whatsapp"),
        pytest.param("messenger:1", "messenger:2", "MESSENGER", None, id="messenger"),
        pytest.param("ada", "CH1", "SDK", "ada", id="chat"),
        pytest.param("ada@example.com", "CH1", "SDK", "ada@example.com", id="chat with e-mail"),
        pytest.param(PHONE, "CH1", "SMS", None, id="sms to a conversation"),
    ],
)
def test_the_source_is_the_channel(
    sender: str, recipient: str, source: str, identity: str | None
) -> None:
    cause = find_cause(InboundMessage(sender, recipient, "hi"))

    assert (cause.source, cause.identity, cause.is_asked) == (source, identity, True)


@pytest.mark.parametrize(
    ("sender", "recipient"),
    [
        pytest.param(PHONE, NUMBER, id="pair of addresses"),
        pytest.param("ada", "one", id="identity and unique name"),
        pytest.param(PHONE, "one", id="address and unique name"),
    ],
)
def test_a_message_finds_its_conversation(
    hooked: WebhookCaller, conversation: str, sender: str, recipient: str
) -> None:
    reply = hooked.receive(InboundMessage(sender, recipient, "hi"))

    assert reply.routed, reply.reason
    assert reply.message is not None
    assert (reply.message["conversation_sid"], reply.message["author"]) == (conversation, sender)


@pytest.mark.parametrize(
    ("sender", "recipient", "reason"),
    [
        pytest.param(OTHER_PHONE, NUMBER, "has no address configuration", id="unknown pair"),
        pytest.param(
            "bob", "one", "is not a participant of the conversation", id="not in the chat"
        ),
        pytest.param("ada", "two", "neither an address nor a conversation", id="no conversation"),
    ],
)
def test_a_message_to_nobody_is_not_routed(
    hooked: WebhookCaller, conversation: str, sender: str, recipient: str, reason: str
) -> None:
    reply = hooked.receive(InboundMessage(sender, recipient, "hi"))

    assert not reply.routed
    assert reason in reply.reason
    assert (reply.message, hooked.sent) == (None, [])


@pytest.mark.parametrize("recipient", [NUMBER, "one"])
def test_a_closed_conversation_gets_no_message(
    hooked: WebhookCaller, conversation: str, recipient: str
) -> None:
    hooked.post(f"/Conversations/{conversation}", {"State": "closed"})
    sender = PHONE if recipient == NUMBER else "ada"

    assert not hooked.receive(InboundMessage(sender, recipient, "hi")).routed


def test_an_inactive_conversation_becomes_active(
    hooked: WebhookCaller, conversation: str, clock: Clock
) -> None:
    hooked.post(f"/Conversations/{conversation}", {"State": "inactive"})
    clock.advance(seconds=1)

    reply = hooked.receive(InboundMessage(PHONE, NUMBER, "hi"))

    assert reply.conversation is not None
    assert reply.conversation["state"] == "active"


def test_a_group_mms_finds_its_group(hooked: WebhookCaller) -> None:
    sid = hooked.create("/Conversations")
    path = f"/Conversations/{sid}/Participants"
    for phone in (PHONE, OTHER_PHONE):
        hooked.create(path, {"MessagingBinding.Address": phone})
    hooked.create(path, {"MessagingBinding.ProjectedAddress": NUMBER, "Identity": "ada"})

    reply = hooked.receive(InboundMessage(PHONE, NUMBER, "hi", others=(OTHER_PHONE,)))

    assert reply.message is not None, reply.reason
    assert reply.message["conversation_sid"] == sid


def test_a_message_belongs_to_the_account_that_knows_its_addresses(
    hooked: WebhookCaller,
) -> None:
    hooked.caller.user = "AC" + "b" * 32
    hooked.create("/Conversations")  # of an account that comes first
    hooked.caller.user = ACCOUNT
    sid = hooked.create("/Conversations")
    hooked.create(f"/Conversations/{sid}/Participants", PAIR)

    reply = hooked.receive(InboundMessage(PHONE, NUMBER, "hi"))

    assert reply.message is not None
    assert reply.message["account_sid"] == ACCOUNT


def test_a_message_may_name_its_account(hooked: WebhookCaller, conversation: str) -> None:
    other = InboundMessage(PHONE, NUMBER, "hi", account_sid="AC" + "b" * 32)

    assert not hooked.receive(other).routed


def test_without_any_account_a_message_is_not_routed(hooked: WebhookCaller) -> None:
    reply = hooked.receive(InboundMessage(PHONE, NUMBER, "hi"))

    assert reply.reason == "no account has sent a request yet; name one with account_sid"
