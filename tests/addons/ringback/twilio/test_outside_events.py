"""What happens without a request, in accounts of which some have none yet."""

from ringback.twilio.accounts import Accounts
from ringback.twilio.outside_events import OutsideEvents
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.inbound_message import InboundMessage, InboundReply
from tests.support.twilio.caller import ACCOUNT, Clock
from tests.support.twilio.webhooks import NUMBER, PHONE, WebhookCaller

HI = InboundMessage(PHONE, NUMBER, "hi")


def test_a_message_opens_the_account_that_the_settings_name(clock: Clock) -> None:
    accounts = Accounts(SeededSids(1))

    reply = OutsideEvents(accounts, clock, ACCOUNT).receive_message(HI)

    assert isinstance(reply, InboundReply)
    assert "has no address configuration" in reply.reason
    assert list(accounts.stores) == [ACCOUNT]


def test_a_message_sends_what_is_due_before(hooked: WebhookCaller, clock: Clock) -> None:
    path = f"/Conversations/{hooked.create('/Conversations', {'Timers.Inactive': 'PT1M'})}"
    pair = {"MessagingBinding.Address": PHONE, "MessagingBinding.ProxyAddress": NUMBER}
    hooked.create(f"{path}/Participants", pair)
    hooked.take()
    clock.advance(minutes=2)

    hooked.receive(HI)

    assert hooked.events == [
        "onConversationStateUpdated",
        "onMessageAdded",
        "onConversationStateUpdated",
    ]


def test_a_message_goes_into_a_conversation_that_is_set_up(
    hooked: WebhookCaller, clock: Clock
) -> None:
    form = {"Participant": '{"identity": "ada"}'}
    sid = hooked.create("/ConversationWithParticipants", form)
    clock.advance(milliseconds=100)

    reply = hooked.receive(InboundMessage("ada", sid, "hi"))

    assert reply.routed
    assert hooked.send("GET", f"/Conversations/{sid}").body["state"] == "initializing"
    clock.advance(seconds=1)
    assert hooked.send("GET", f"/Conversations/{sid}").body["state"] == "active"
