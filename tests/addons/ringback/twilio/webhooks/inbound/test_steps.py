from collections.abc import Generator
from typing import TypeVar

import pytest

from ringback.http.forms import Form
from ringback.twilio.resources.accounts import get_default_service, open_account
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import WebhookSettings, configure
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.inbound.steps import Refused, create
from ringback.twilio.webhooks.pre_action import PreActionReply
from tests.support.twilio.caller import ACCOUNT, Clock
from tests.support.twilio.webhooks import PRE_URL, reply_with

T = TypeVar("T")


@pytest.fixture
def context(clock: Clock) -> RequestContext:
    store = open_account(ACCOUNT, SeededSids(1), clock())
    configure(store, WebhookSettings(pre_url=PRE_URL))
    return RequestContext(store, clock(), clock(), "https://a.example", "", changes=[])


def run(
    steps: Generator[WebhookRequest, PreActionReply, T], *replies: PreActionReply
) -> tuple[list[WebhookRequest], T]:
    """Return the webhooks that steps wait for, and their result."""
    asked: list[WebhookRequest] = []
    left = list(replies)
    try:
        asked.append(next(steps))
        while True:
            asked.append(steps.send(left.pop(0)))
    except StopIteration as stop:
        result: T = stop.value
        return asked, result


def service_of(context: RequestContext) -> StoredResource:
    service = get_default_service(context.store)
    assert service is not None
    return service


def test_a_record_is_created_as_the_application_wants_it(context: RequestContext) -> None:
    steps = create(context, CONVERSATIONS, service_of(context), Form(), {"MessageBody": "hi"})
    asked, record = run(steps, reply_with({"friendly_name": "Bob"}))

    assert [dict(one.parameters)["MessageBody"] for one in asked] == ["hi"]
    assert isinstance(record, StoredResource)
    assert record.text("friendly_name") == "Bob"
    assert context.changes is not None
    assert [(one.event, one.details) for one in context.changes] == [
        ("onConversationAdded", {"MessageBody": "hi"})
    ]


def test_what_is_refused_anyway_is_not_asked(context: RequestContext) -> None:
    form = Form([("Attributes", "no")])
    asked, result = run(create(context, CONVERSATIONS, service_of(context), form))

    assert asked == []
    assert isinstance(result, Refused)
    assert result.reason.startswith("Twilio refuses it: 400/50304")


def test_what_the_application_rejects_is_refused(context: RequestContext) -> None:
    steps = create(context, CONVERSATIONS, service_of(context), Form())
    _, result = run(steps, PreActionReply(500))

    assert isinstance(result, Refused)
    assert "rejected" in result.reason
    assert context.changes == []


def test_nothing_is_asked_where_webhooks_are_off(context: RequestContext) -> None:
    context.changes = None
    asked, record = run(create(context, CONVERSATIONS, service_of(context), Form()))

    assert asked == []
    assert isinstance(record, StoredResource)
