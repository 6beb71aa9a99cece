import pytest

from ringback.errors import UsageError
from ringback.modes.faults.answers import find_answer
from ringback.settings.fault_spec import EFFECTS, parse_fault, parse_members


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("too-many-requests", 429, 20429),
        ("rate-limit", 429, 20429),
        ("unavailable", 503, 20503),
        ("internal-error", 500, 20500),
        ("twilio-50433", 409, 50433),
        ("twilio-20429", 429, 20429),
    ],
)
def test_an_answer_is_found_by_its_name(name: str, status: int, code: int) -> None:
    answer = find_answer(parse_fault(name))
    assert answer is not None
    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize("name", EFFECTS)
def test_a_fault_of_the_connection_has_none(name: str) -> None:
    assert find_answer(parse_fault(name)) is None


def test_a_code_that_the_model_does_not_have_is_refused() -> None:
    with pytest.raises(UsageError, match=r"no fault with the code 99999; .* such as twilio-50353"):
        find_answer(parse_fault("twilio-99999"))


def test_with_a_status_any_code_is_accepted() -> None:
    given = {"name": "twilio-12345", "status": 418, "message": "no tea"}
    answer = find_answer(parse_members(given))
    assert answer is not None
    assert (answer.status, answer.code, answer.message) == (418, 12345, "no tea")
