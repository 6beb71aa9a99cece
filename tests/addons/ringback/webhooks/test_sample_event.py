import re
from datetime import UTC, datetime

import pytest

from ringback.errors import UsageError
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from ringback.twilio.webhooks.parameters import PARAMETERS
from ringback.webhooks.sample_event import make_sample
from tests.support.webhooks.requests import ACCOUNT, TOKEN

TARGET = WebhookTarget("http://127.0.0.1:5000/hook", "POST", "account")
NOW = datetime(2026, 1, 31, 12, 0, 0, 1500, tzinfo=UTC)
# Optional ones, which an event has only if they are given.
OPTIONAL = {
    "UniqueName",
    "MessageBody",
    "Media",
    "ErrorCode",
    "MessagingBinding.ProjectedAddress",
    "MessagingBinding.AuthorAddress",
    "Identity",
}
SID = re.compile("[A-Z]{2}[0-9a-f]{32}")


def sample(event: str, **given: str | tuple[str, ...]) -> WebhookRequest:
    return make_sample(event, TARGET, given, ACCOUNT, TOKEN, NOW)


@pytest.mark.parametrize("event", PARAMETERS)
def test_every_event_is_complete(event: str) -> None:
    values = dict(sample(event).parameters)

    assert set(PARAMETERS[event]) - values.keys() <= OPTIONAL
    assert values.keys() <= {*PARAMETERS[event], "AccountSid", "EventType", "Source"}
    assert (values["AccountSid"], values["EventType"]) == (ACCOUNT, event)
    for name, value in values.items():
        if name.endswith("Sid"):
            assert SID.fullmatch(value)
        if name.startswith("Date"):
            assert value == "2026-01-31T12:00:00.001Z"
        assert value


def test_a_conversations_events_are_in_its_order_and_signed() -> None:
    made = sample("onMessageAdded", ConversationSid="CH1")

    assert (made.conversation_sid, made.auth_token, made.target) == ("CH1", TOKEN, TARGET)


def test_given_values_replace_or_add() -> None:
    made = sample(
        "onMessageAdded", Body="hi", ClientIdentity="alice", Source="SDK", Media=("a", "b")
    )

    assert {("Body", "hi"), ("ClientIdentity", "alice"), ("Source", "SDK")} <= set(made.parameters)
    assert [value for name, value in made.parameters if name == "Media"] == ["a", "b"]


def test_two_events_are_of_different_resources() -> None:
    first, second = sample("onMessageAdded"), sample("onMessageAdded")
    assert dict(first.parameters)["MessageSid"] != dict(second.parameters)["MessageSid"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Boddy", "did you mean Body?"), ("DeliveryReceiptSid", "it has AccountSid, EventType")],
)
def test_a_parameter_that_the_event_does_not_have_is_refused(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match=re.escape(hint)):
        sample("onMessageAdded", **{name: "x"})
