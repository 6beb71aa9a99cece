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
        pytest.param(["unavailable"], "a JSON object is expected", id="no object"),
        pytest.param([{"name": "slow"}], "accepted are too-many-requests", id="unknown name"),
        pytest.param([{"name": "unavailable", "chance": 5}], "'chance' is not", id="unknown key"),
    ],
)
def test_what_is_not_accepted_changes_nothing(call: Any, rules: Any, message: str) -> None:
    call("PUT", FAULTS, [{"name": "internal-error"}])
    refused = call("PUT", FAULTS, rules)
    assert refused.status_code == 400
    assert message in refused.json()["message"]
    assert call("GET", FAULTS).json() == [{"name": "internal-error"}]
