from typing import Any

import pytest

CLOCK = "/sessions/default/clock"


def test_the_clock_is_read(call: Any) -> None:
    assert call("GET", CLOCK).json() == {"now": "2026-01-31T12:00:00Z", "frozen": False}


@pytest.mark.parametrize(
    ("change", "now", "frozen"),
    [
        pytest.param({"now": "2027-01-01T00:00:00+01:00"}, "2026-12-31T23:00:00Z", True, id="now"),
        pytest.param({"now": "2027-01-01", "frozen": False}, "2027-01-01T00:00:00Z", False, id=""),
        pytest.param({"advance": "PT2H"}, "2026-01-31T14:00:00Z", False, id="advance"),
        pytest.param({"advance": "P1DT1S"}, "2026-02-01T12:00:01Z", False, id="a day and more"),
        pytest.param({"frozen": True}, "2026-01-31T12:00:00Z", True, id="stop"),
        pytest.param(
            {"now": "2027-01-01", "advance": "PT1H"}, "2027-01-01T01:00:00Z", True, id="both"
        ),
    ],
)
def test_the_clock_is_changed(call: Any, change: Any, now: str, frozen: bool) -> None:
    assert call("PUT", CLOCK, change).json() == {"now": now, "frozen": frozen}
    assert call("GET", CLOCK).json() == {"now": now, "frozen": frozen}


def test_a_stopped_clock_runs_on_from_its_time(call: Any) -> None:
    call("PUT", CLOCK, {"now": "2027-01-01"})
    call("PUT", CLOCK, {"frozen": False})
    assert call("PUT", CLOCK, {"advance": "PT1H"}).json()["now"] == "2027-01-01T01:00:00Z"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({}, "give", id="nothing"),
        pytest.param({"now": "noon"}, "'noon' is not a date and time", id="now"),
        pytest.param({"now": 7}, "'7' is not a date", id="a number"),
        pytest.param({"advance": "2h"}, "such as PT2H", id="no duration"),
        pytest.param({"advance": "P1M"}, "such as PT2H", id="a month"),
        pytest.param({"advance": "PT0S"}, "such as PT2H", id="nothing to advance"),
        pytest.param({"advance": 7}, "such as PT2H", id="no text"),
        pytest.param({"advance": "P99999999W"}, "cannot advance", id="too far"),
        pytest.param({"frozen": "yes"}, "frozen is 'yes'", id="frozen"),
        pytest.param({"frozen": 1}, "frozen is 1", id="frozen as a number"),
        pytest.param({"now": "2027-01-01", "frozen": "yes"}, "frozen is 'yes'", id="one is wrong"),
        pytest.param({"speed": 2}, "'speed' is not accepted", id="unknown"),
    ],
)
def test_what_is_not_accepted_changes_nothing(call: Any, change: Any, message: str) -> None:
    refused = call("PUT", CLOCK, change)
    assert refused.status_code == 400
    assert message in refused.json()["message"]
    assert call("GET", CLOCK).json() == {"now": "2026-01-31T12:00:00Z", "frozen": False}
