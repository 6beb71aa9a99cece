from typing import Any

import pytest

FAULTS = "/sessions/default/faults"


def test_faults_replace_those_before(call: Any) -> None:
    call("PUT", FAULTS, [{"name": "unavailable"}])
    rules = [{"name": "too-many-requests", "times": 2, "method": "POST", "path": "/v1/*"}]
    assert call("PUT", FAULTS, rules).json() == rules
    assert call("GET", FAULTS).json() == rules
    assert call("PUT", FAULTS, []).json() == []


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        pytest.param({"name": "unavailable"}, "a list of faults is expected", id="no list"),
        pytest.param([{"name": "slwo"}], "accepted are too-many-requests", id="unknown name"),
        pytest.param([{"name": "unavailable", "odds": 5}], "'odds' is not a key", id="unknown key"),
        pytest.param(["slow,ms=9-3"], "ms is '9-3'", id="text"),
        pytest.param([{"name": "twilio-99999"}], "no fault with the code 99999", id="code"),
        pytest.param(["reset", 7], "7 is not a fault", id="number"),
    ],
)
def test_what_is_not_accepted_changes_nothing(call: Any, rules: Any, message: str) -> None:
    call("PUT", FAULTS, [{"name": "internal-error"}])
    refused = call("PUT", FAULTS, rules)
    assert refused.status_code == 400
    assert message in refused.json()["message"]
    assert call("GET", FAULTS).json() == [{"name": "internal-error"}]


def test_faults_may_be_texts_as_on_the_command_line(call: Any) -> None:
    put = call("PUT", FAULTS, ["slow,ms=500-900,chance=5", {"name": "reset", "times": 1}])
    assert put.json() == [
        {"name": "slow", "chance": 5, "ms": "500-900"},
        {"name": "reset", "times": 1},
    ]


def test_a_fault_is_added_behind_the_others(call: Any) -> None:
    call("PUT", FAULTS, ["unavailable"])
    assert call("POST", FAULTS, "reset,times=1").json() == [
        {"name": "unavailable"},
        {"name": "reset", "times": 1},
    ]
    assert call("POST", FAULTS, None).status_code == 400
    assert call("POST", FAULTS, {"name": "slow", "ms": -1}).status_code == 400
    assert len(call("GET", FAULTS).json()) == 2


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_session_that_inspects_takes_no_faults(call: Any, method: str) -> None:
    assert call("PUT", "/sessions/shown", {"mode": "inspect"}).status_code == 201
    refused = call(method, "/sessions/shown/faults", ["reset"])
    assert refused.status_code == 400
    assert "begin one with fake, replay or record" in refused.json()["message"]


def test_a_session_begins_with_its_faults_and_again_after_a_reset(call: Any) -> None:
    begun = {"mode": "fake", "seed": 7, "fault": ["slow,ms=5", {"name": "reset", "times": 1}]}
    faults = [{"name": "slow", "ms": 5}, {"name": "reset", "times": 1}]
    assert call("PUT", "/sessions/one", begun).status_code == 201
    assert call("GET", "/sessions/one/faults").json() == faults
    call("PUT", "/sessions/one/faults", [])
    call("POST", "/sessions/one/reset")
    assert call("GET", "/sessions/one/faults").json() == faults


def test_a_session_with_a_wrong_fault_does_not_begin(call: Any) -> None:
    for fault in ("slwo", ["slow,ms=0"], [7], 7, [{"name": "twilio-99999"}]):
        assert call("PUT", "/sessions/one", {"mode": "fake", "fault": fault}).status_code == 400
    assert call("GET", "/sessions/one").status_code == 404
