from typing import Any

import pytest

from ringback.errors import UsageError
from ringback.twilio.values.faults import Fault
from ringback_proxy.testing.faults_by_code import find_fault


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        pytest.param(429, None, Fault(429, 20429, "Too Many Requests"), id="its usual code"),
        pytest.param(503, None, Fault(503, 20503, "Service Unavailable"), id="20000 and status"),
        pytest.param(599, None, Fault(599, 20599, "Error"), id="a status without a phrase"),
        pytest.param(429, 20429, Fault(429, 20429, "Too Many Requests"), id="the same code"),
        pytest.param(
            409,
            50353,
            Fault(409, 50353, "Conversation with provided unique name already exists"),
            id="a code of the fake",
        ),
        pytest.param(400, 99999, Fault(400, 99999, "Bad Request"), id="an unknown code"),
    ],
)
def test_a_fault_is_found_by_status_and_code(
    status: int, code: int | None, expected: Fault
) -> None:
    assert find_fault(status, code) == expected


@pytest.mark.parametrize("status", [200, 399, 600])
def test_a_status_that_is_no_error_is_refused(status: int) -> None:
    with pytest.raises(
        UsageError, match=f"{status} is not an error; give a status from 400 to 599"
    ):
        find_fault(status)


@pytest.mark.parametrize(("status", "code", "name"), [("429", None, "status"), (429, "1", "code")])
def test_other_types_than_whole_numbers_are_refused(status: Any, code: Any, name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is .*; give a whole number"):
        find_fault(status, code)


def test_a_number_of_times_is_not_accepted_as_a_code() -> None:
    with pytest.raises(UsageError, match=r"2 is not a code of Twilio's.* give times=2"):
        find_fault(429, 2)
