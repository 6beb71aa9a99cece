import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.cassette.comparison.difference import Severity
from ringback.cassette.comparison.replies import compare_replies
from ringback.http.messages import Headers, Response

SID, OTHER_SID = "CH" + "1" * 32, "CH" + "2" * 32
CONVERSATION = {
    "sid": SID,
    "friendly_name": "printer on fire",
    "date_created": "2026-01-31T12:00:00Z",
    "timers": {"date_closed": "2026-01-31T12:00:00Z"},
    "url": f"https://conversations.twilio.com/v1/Conversations/{SID}",
    "links": {"messages": f"https://conversations.twilio.com/v1/Conversations/{SID}/Messages"},
}
NOT_FOUND = {"code": 20404, "message": "no", "more_info": "https://twilio.com", "status": 404}


def reply(document: Any, status: int = 200) -> Response:
    headers = Headers([("Content-Type", "application/json")])
    return Response(status, headers, json.dumps(document).encode())


def sentences(recorded: Any, current: Any) -> list[str]:
    found = compare_replies(reply(recorded), reply(current))
    return [f"{difference.severity}: {difference}" for difference in found]


SAME: list[Any] = [
    pytest.param({"friendly_name": "another"}, id="value"),
    pytest.param({"sid": OTHER_SID}, id="sid"),
    pytest.param({"date_created": "2030-01-01T00:00:00Z"}, id="date"),
    pytest.param({"url": "https://conversations.dublin.ie1.twilio.com/x"}, id="url"),
    pytest.param({"friendly_name": None}, id="null"),
    pytest.param({"friendly_name": "REDACTED-1"}, id="redacted"),
    pytest.param({"timers": {}}, id="timers-that-have-run"),
    pytest.param({"timers": {"date_inactive": "2026-01-31T12:00:00Z"}}, id="other-timers"),
]


@pytest.mark.parametrize("changed", SAME)
def test_what_differs_from_day_to_day_does_not_count(changed: dict[str, Any]) -> None:
    assert sentences(CONVERSATION, CONVERSATION | changed) == []
    assert sentences(CONVERSATION | changed, CONVERSATION) == []


@pytest.mark.parametrize(
    ("recorded", "current", "expected"),
    [
        pytest.param({"a": 1}, {}, "error: a is missing; recorded is a number", id="removed"),
        pytest.param({}, {"a": 1}, "info: a is new: a number", id="added"),
        pytest.param({"a": 1}, {"a": "1"}, "error: a is text; recorded is a number", id="type"),
        pytest.param({"a": {}}, {"a": []}, "error: a is a list; recorded is an object",
                     id="object-to-list"),
        pytest.param({"sid": SID}, {"sid": "IM" + "1" * 32},
                     "error: sid is a SID of the kind IM; recorded is a SID of the kind CH",
                     id="kind-of-sid"),
        pytest.param({"sid": SID}, {"sid": "one"},
                     "error: sid is text; recorded is a SID of the kind CH", id="no-sid"),
        pytest.param({"url": "https://a.example"}, {"url": "/a"},
                     "error: url is text; recorded is a URL", id="no-url"),
        pytest.param({"date_created": "2026-01-31T12:00:00Z"},
                     {"date_created": "Sun, 1 Nov 2026 10:00:00 +0000"},
                     "error: date_created is an RFC 2822 date; recorded is an ISO 8601 date",
                     id="format-of-a-date"),
        pytest.param({"links": {"a": "https://a.example"}}, {"links": {}},
                     "error: links.a is missing; recorded is a URL", id="link"),
        pytest.param({"a": [{"b": 1}]}, {"a": [{"b": True}]},
                     "error: a[].b is true or false; recorded is a number", id="in-a-list"),
        pytest.param({"a": [{"b": 1}, {"b": 2}]}, {"a": [{}]},
                     "error: a[].b is missing; recorded is a number", id="gone-from-every-item"),
        pytest.param([1], {"a": 1}, "error: body is an object; recorded is a list", id="document"),
    ],
)  # fmt: skip
def test_a_change_of_the_shape_is_found(recorded: Any, current: Any, expected: str) -> None:
    assert sentences(recorded, current) == [expected]


@pytest.mark.parametrize(
    ("recorded", "current"),
    [
        pytest.param({"a": [{"b": 1}]}, {"a": []}, id="empty-list"),
        pytest.param({"a": [{"b": 1}, {}]}, {"a": [{}]}, id="member-of-some-items"),
        pytest.param({"a": None}, {"a": {"b": 1}}, id="null-in-the-recording"),
        pytest.param({"a": [{"messaging_binding": {"type": "sms", "address": "+1"}}]},
                     {"a": [{"messaging_binding": {"type": "email", "name": "x"}}]},
                     id="items-of-another-kind"),
    ],
)  # fmt: skip
def test_lists_may_hold_other_items(recorded: Any, current: Any) -> None:
    assert sentences(recorded, current) == []


def test_the_messaging_binding_of_one_participant_does_not_change_its_members() -> None:
    old = {"messaging_binding": {"type": "sms", "address": "+1"}}
    new = {"messaging_binding": {"type": "sms"}}

    assert sentences(old, new) == ["error: messaging_binding.address is missing; recorded is text"]


def test_another_status_is_the_only_difference() -> None:
    (found,) = compare_replies(reply({"a": 1}), reply(NOT_FOUND, 404))

    assert str(found) == "status is 404/20404; recorded is 200"
    assert found.severity is Severity.ERROR


def test_another_fault_of_the_same_status_is_an_error() -> None:
    other = NOT_FOUND | {"code": 50350}

    (found,) = compare_replies(reply(NOT_FOUND, 404), reply(other, 404))

    assert str(found) == "code is 404/50350; recorded is 404/20404"


def test_the_words_of_a_fault_may_differ() -> None:
    other = NOT_FOUND | {"message": "other words"}

    assert compare_replies(reply(NOT_FOUND, 404), reply(other, 404)) == ()


def test_without_the_status_only_shapes_are_compared() -> None:
    assert compare_replies(reply({"a": 1}, 201), reply({"a": 2}), with_status=False) == ()
    assert compare_replies(reply({"a": 1}, 201), reply({}), with_status=False) != ()


@pytest.mark.parametrize(
    ("body", "content_type", "description"),
    [
        pytest.param(b"", "", "empty", id="empty"),
        pytest.param(b"<html>", "text/html; charset=utf-8", "text/html", id="another-type"),
        pytest.param(b"\x89PNG", "", "of no type", id="without-a-type"),
    ],
)
def test_a_reply_that_is_no_longer_json_is_found(
    body: bytes, content_type: str, description: str
) -> None:
    current = Response(200, Headers([("Content-Type", content_type)]), body)

    (found,) = compare_replies(reply({"a": 1}), current)

    assert str(found) == f"body is {description}; recorded is JSON"


def test_files_are_compared_by_their_types() -> None:
    png = Response(200, Headers([("Content-Type", "image/png")]), b"\x89PNG 1")

    assert compare_replies(png, Response(200, png.headers, b"\x89PNG 2")) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=4), below),
    max_leaves=20,
)


@given(JSON)
def test_nothing_differs_from_itself(document: Any) -> None:
    assert sentences(document, document) == []


@given(st.dictionaries(st.text(max_size=4).map("k".__add__), JSON, min_size=1), st.data())
def test_whichever_member_is_removed_is_found(document: dict[str, Any], data: Any) -> None:
    key = data.draw(st.sampled_from(sorted(document)))
    less = {name: value for name, value in document.items() if name != key}

    assert any(f"{key} is missing" in line for line in sentences(document, less))
    assert any(f"info: {key} is new" in line for line in sentences(less, document))
