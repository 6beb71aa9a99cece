from datetime import UTC, datetime

import pytest

from ringback.twilio.schema.request_context import Scene
from ringback.twilio.store.account import World
from ringback.twilio.store.record import Record
from ringback.twilio.values.sids import SeededSids

ACCOUNT = Record("AC1", "", None, {})
SERVICE = Record("IS1", "Services", ACCOUNT, {})
CONVERSATION = Record("CH1", "Conversations", SERVICE, {})
MESSAGE = Record("IM1", "Messages", CONVERSATION, {})


def scene(service: str = "") -> Scene:
    return Scene(
        World(ACCOUNT, SeededSids(1)),
        datetime(2026, 3, 2, tzinfo=UTC),
        origin="https://host",
        path="/Conversations",
        service=service,
    )


@pytest.mark.parametrize(
    ("service", "record", "url"),
    [
        ("", SERVICE, "https://host/v1/Services/IS1"),
        ("", CONVERSATION, "https://host/v1/Conversations/CH1"),
        ("", MESSAGE, "https://host/v1/Conversations/CH1/Messages/IM1"),
        ("/Services/IS1", CONVERSATION, "https://host/v1/Services/IS1/Conversations/CH1"),
        ("/Services/IS1", MESSAGE, "https://host/v1/Services/IS1/Conversations/CH1/Messages/IM1"),
    ],
)
def test_a_record_is_where_its_client_found_it(service: str, record: Record, url: str) -> None:
    assert scene(service).url(record) == url


def test_a_scene_knows_its_account_and_its_own_url() -> None:
    assert scene().account_sid == "AC1"
    assert scene().own_url == "https://host/v1/Conversations"
