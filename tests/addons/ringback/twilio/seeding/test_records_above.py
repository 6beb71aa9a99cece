"""The records above a shown one are found by the path and by the reply."""

import pytest

from ringback.twilio.processing import ROUTE_TABLE
from ringback.twilio.resources.accounts import get_default_service
from ringback.twilio.resources.conversation import CONVERSATIONS
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.seeding.records_above import RecordsAbove

SERVICE, CONVERSATION = "IS" + "a" * 32, "CH" + "a" * 32
REPLY = ReplyReader({"conversation_sid": CONVERSATION, "chat_service_sid": SERVICE})


def above(context: RequestContext, path: str) -> RecordsAbove:
    match = ROUTE_TABLE.match(f"/v1{path}")
    assert match is not None
    return RecordsAbove(ROUTE_TABLE.faked[match.template], match.names, context)


def test_a_record_is_added_with_the_name_in_the_path(context: RequestContext) -> None:
    found = above(context, "/Conversations/one/Messages").find(CONVERSATIONS, REPLY)

    assert found is not None
    assert (found.sid, found.text("unique_name")) == (CONVERSATION, "one")
    assert found.parent is get_default_service(context.store)
    assert found.parent is not None
    assert found.parent.sid == SERVICE


def test_a_record_is_added_once(context: RequestContext) -> None:
    records = above(context, f"/Conversations/{CONVERSATION}/Messages")

    assert records.find(CONVERSATIONS, REPLY) is records.find(CONVERSATIONS, REPLY)


def test_a_record_that_the_reply_does_not_name_is_not_found(context: RequestContext) -> None:
    records = above(context, "/Conversations/one/Messages")

    assert records.find(CONVERSATIONS, ReplyReader({})) is None


def test_the_service_is_the_one_in_the_path(context: RequestContext) -> None:
    found = above(context, f"/Services/{SERVICE}/Users").find_service(None)

    assert found is not None
    assert found.sid == SERVICE
    assert found is not get_default_service(context.store)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/Conversations/one/Messages", "one"),
        (f"/Services/{SERVICE}/Conversations/one/Messages", "one"),
        ("/Users", None),
    ],
)
def test_a_name_is_that_in_the_path(context: RequestContext, path: str, name: str | None) -> None:
    assert above(context, path).get_name(CONVERSATIONS) == name
    assert above(context, f"/Services/{SERVICE}/Users").get_name(SERVICES) == SERVICE
