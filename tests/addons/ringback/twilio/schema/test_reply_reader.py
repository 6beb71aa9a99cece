from datetime import UTC, datetime

import pytest

from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.values.types import Json

SID = "CH" + "a" * 32
BODY: Json = {
    "sid": SID,
    "name": "x",
    "index": 3,
    "yes": True,
    "huge": 10**30,
    "less": -1,
    "date": "2015-12-16T22:18:37Z",
    "inner": {"name": "y", "list": ["a", 1]},
    "items": [{"name": "z"}, "rubbish"],
    "nothing": None,
}
RECORDED = ReplyReader(BODY)


def test_values_are_found_by_their_keys() -> None:
    assert RECORDED.text("name") == "x"
    assert RECORDED.text("inner", "name") == "y"
    assert RECORDED.texts("inner", "list") == ("a", "1")
    assert RECORDED.number("index") == 3
    assert RECORDED.sid("CH", "sid") == SID
    assert RECORDED.date("date") == datetime(2015, 12, 16, 22, 18, 37, tzinfo=UTC)
    assert [item.text("name") for item in RECORDED.items("items")] == ["z", None]


@pytest.mark.parametrize(
    "recorded", [RECORDED, ReplyReader(None), ReplyReader([1]), ReplyReader("x")]
)
def test_a_missing_value_is_none(recorded: ReplyReader) -> None:
    assert recorded.text("absent") is None
    assert recorded.text("absent", "name") is None
    assert recorded.texts("absent") is None
    assert recorded.number("absent") is None
    assert recorded.date("absent") is None
    assert recorded.sid("CH", "absent") is None
    assert recorded.items("absent") == []


def test_a_value_of_another_type_is_none() -> None:
    assert RECORDED.text("index") is None
    assert RECORDED.text("name", "inner") is None
    assert RECORDED.texts("name") is None
    assert RECORDED.date("name") is None
    assert RECORDED.sid("CH", "name") is None
    assert RECORDED.sid("IM", "sid") is None
    assert [RECORDED.number(key) for key in ("name", "yes", "huge", "less")] == [None] * 4
    assert RECORDED.items("inner") == []


def test_a_key_with_null_is_there() -> None:
    assert "nothing" in RECORDED
    assert "absent" not in RECORDED
    assert "nothing" not in ReplyReader(["nothing"])


def test_keys_can_be_removed() -> None:
    recorded = ReplyReader({"sid": "CH1", "state": "closed"}).without("state", "timers")

    assert recorded.body == {"sid": "CH1"}
    assert ReplyReader([1]).without("state").body == [1]
