from datetime import UTC, datetime

import pytest

from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.store.account import AccountStore
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.sid_sources import SeededSids

ACCOUNT = StoredResource("AC1", "", None, {})
ADDRESS = StoredResource("IG1", "Configuration/Addresses", ACCOUNT, {})
SERVICE = StoredResource("IS1", "Services", ACCOUNT, {})
CONVERSATION = StoredResource("CH1", "Conversations", SERVICE, {})
MESSAGE = StoredResource("IM1", "Messages", CONVERSATION, {})


def context(service: str = "") -> RequestContext:
    return RequestContext(
        AccountStore(ACCOUNT, SeededSids(1)),
        now=datetime(2026, 3, 2, tzinfo=UTC),
        instant=datetime(2026, 3, 2, tzinfo=UTC),
        origin="https://host",
        path="/Conversations",
        service=service,
    )


@pytest.mark.parametrize(
    ("service", "record", "url"),
    [
        ("", SERVICE, "https://host/v1/Services/IS1"),
        ("", ADDRESS, "https://host/v1/Configuration/Addresses/IG1"),
        ("", CONVERSATION, "https://host/v1/Conversations/CH1"),
        ("", MESSAGE, "https://host/v1/Conversations/CH1/Messages/IM1"),
        ("/Services/IS1", CONVERSATION, "https://host/v1/Services/IS1/Conversations/CH1"),
        ("/Services/IS1", MESSAGE, "https://host/v1/Services/IS1/Conversations/CH1/Messages/IM1"),
    ],
)
def test_a_record_has_the_url_of_the_requests_route(
    service: str, record: StoredResource, url: str
) -> None:
    assert context(service).url(record) == url


def test_a_context_knows_its_account_and_its_own_url() -> None:
    assert context().account_sid == "AC1"
    assert context().own_url == "https://host/v1/Conversations"
