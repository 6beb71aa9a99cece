from ringback.modes.outcomes import Answer
from ringback.twilio.webhooks.inbound_message import DeliveryUpdate, InboundMessage, InboundReply
from tests.support.twilio.caller import Clock
from tests.support.twilio.fake_mode import hooked, post
from tests.support.twilio.webhooks import NUMBER, PHONE


def test_a_tests_own_call_has_webhooks_as_well() -> None:
    answer = hooked(Clock()).state.set_up(post("/v1/Conversations", b"Sid=CH" + b"a" * 32))

    assert isinstance(answer, Answer)
    assert [webhook.conversation_sid for webhook in answer.webhooks] == ["CH" + "a" * 32]


def test_what_happens_outside_of_requests_reaches_the_model() -> None:
    clock = Clock()
    mode = hooked(clock)
    made = mode.decide(post("/v1/Conversations", b"Timers.Inactive=PT1M"))
    assert isinstance(made, Answer)
    path = f"/v1/Conversations/{made.webhooks[0].conversation_sid}/Participants"
    pair = f"MessagingBinding.Address=%2B{PHONE[1:]}&MessagingBinding.ProxyAddress=%2B{NUMBER[1:]}"
    mode.decide(post(path, pair.encode()))
    sent = mode.decide(post(path.replace("Participants", "Messages"), b"Body=hi"))
    assert isinstance(sent, Answer)

    received = mode.state.receive_message(InboundMessage(PHONE, NUMBER, "hi"))
    assert isinstance(received, InboundReply)
    assert received.routed
    message = dict(sent.webhooks[0].parameters)["MessageSid"]
    assert [
        one["status"] for one in mode.state.deliver(DeliveryUpdate(message, "read")).receipts
    ] == ["read"]
    due = mode.state.next_timer()
    assert due is not None
    clock.advance(minutes=2)
    assert [one.occurred for one in mode.state.fire_timers(clock())] == [due]


def test_the_state_is_a_document() -> None:
    mode = hooked(Clock())
    mode.decide(post("/v1/Conversations", b"UniqueName=t"))
    assert mode.state.dump()["account_sid"] in mode.state.account_sids
