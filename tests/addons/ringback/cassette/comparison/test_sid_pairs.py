import json
from typing import Any

import pytest

from ringback.cassette.comparison.sid_pairs import SidPairs
from ringback.http.messages import Response

OLD, NEW = "CH" + "1" * 32, "CH" + "2" * 32


def learn(old: Any, new: Any, status: int = 200) -> SidPairs:
    pairs = SidPairs()
    pairs.learn(Response(200, body=json.dumps(old).encode()),
                Response(status, body=json.dumps(new).encode()))  # fmt: skip
    return pairs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param({"sid": OLD}, {"sid": NEW}, id="member"),
        pytest.param({"a": [{"sid": OLD}]}, {"a": [{"sid": NEW}]}, id="item"),
    ],
)
def test_sids_at_the_same_place_are_a_pair(old: Any, new: Any) -> None:
    pairs = learn(old, new)

    assert pairs.to_recorded(f"/v1/Conversations/{NEW}/Messages") == (
        f"/v1/Conversations/{OLD}/Messages"
    )
    assert pairs.to_recorded_bytes(f"A={NEW}&B=x".encode()) == f"A={OLD}&B=x".encode()


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        pytest.param({"sid": OLD}, {"sid": "IM" + "2" * 32}, 200, id="other-kind"),
        pytest.param({"sid": OLD}, {"sid": NEW}, 404, id="other-status"),
        pytest.param({"a": [OLD]}, {"a": [NEW, NEW]}, 200, id="list-of-another-length"),
        pytest.param({"body": f"see {OLD}"}, {"body": f"see {NEW}"}, 200, id="within-a-text"),
    ],
)
def test_other_sids_are_no_pair(old: Any, new: Any, status: int) -> None:
    assert learn(old, new, status).to_recorded(NEW) == NEW


def test_a_reply_that_is_no_json_has_no_pairs() -> None:
    pairs = SidPairs()

    pairs.learn(Response(200, body=b"\xff"), Response(200, body=b"\xff"))

    assert pairs.to_recorded(NEW) == NEW


def test_a_longer_text_of_digits_is_no_sid() -> None:
    assert learn({"sid": OLD}, {"sid": NEW}).to_recorded(f"{NEW}2") == f"{NEW}2"
