"""Values are read from a recorded reply as they are stored."""

from datetime import UTC, datetime

import pytest

from ringback.twilio.resources.roles.role import ROLES
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.seeding.reply_values import read_values
from ringback.twilio.values.types import Json, Value


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ({"friendly_name": "admin"}, {"friendly_name": "admin"}),
        ({"friendly_name": None}, {"friendly_name": None}),
        ({"permissions": ["a", "b"]}, {"permissions": ("a", "b")}),
        (
            {"date_created": "2026-03-02T14:08:01Z"},
            {"date_created": datetime(2026, 3, 2, 14, 8, 1, tzinfo=UTC)},
        ),
        ({"date_created": "yesterday"}, {"date_created": None}),
        ({"sid": "RL1", "url": "https://example.com", "unknown": 1}, {}),
    ],
)
def test_a_value_is_read_as_it_is_stored(
    context: RequestContext, shown: dict[str, Json], read: dict[str, Value]
) -> None:
    values = read_values(ROLES, context, ReplyReader(shown))

    assert {key: values[key] for key in values if key in shown or key in read} == read
