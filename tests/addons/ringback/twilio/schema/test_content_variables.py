import json

import pytest

from ringback.twilio.schema.content_variables import ContentVariables
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault


def make(count: int, key: int, value: int) -> str:
    return json.dumps({f"{number:0{key}}": "é" * value for number in range(count)})


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        ' {"1": "Ada", "name": ""} ',
        '{"1": 5, "2": null, "3": 1e400}',
        make(100, 16, 256),  # with escapes and spaces longer than the total of 27,801 characters
        make(100, 16, 256).encode().decode("unicode_escape"),
    ],
    ids=lambda text: text[:30],
)
def test_an_object_within_the_limits_is_taken_verbatim(text: str) -> None:
    assert ContentVariables().read(text) == text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", faults.INVALID_CONTENT_VARIABLES),
        ("x", faults.INVALID_CONTENT_VARIABLES),
        ('"x"', faults.INVALID_CONTENT_VARIABLES),
        ("[]", faults.INVALID_CONTENT_VARIABLES),
        ("3", faults.INVALID_CONTENT_VARIABLES),
        ("null", faults.INVALID_CONTENT_VARIABLES),
        ('{"1": NaN}', faults.INVALID_CONTENT_VARIABLES),
        ('{"1": ' + "[" * 100_000, faults.INVALID_CONTENT_VARIABLES),
        (make(1, 17, 1), faults.CONTENT_VARIABLE_KEY_TOO_LONG),
        (make(1, 1, 257), faults.CONTENT_VARIABLE_VALUE_TOO_LONG),
        ('{"1": ' + "9" * 257 + "}", faults.CONTENT_VARIABLE_VALUE_TOO_LONG),
        (json.dumps({"1": ["x" * 300]}), faults.CONTENT_VARIABLE_VALUE_TOO_LONG),
        (make(101, 3, 1), faults.CONTENT_VARIABLES_TOO_LONG),
        (make(101, 17, 257), faults.CONTENT_VARIABLE_KEY_TOO_LONG),
    ],
    ids=lambda value: str(value)[:40],
)
def test_anything_else_is_refused(text: str, fault: Fault) -> None:
    assert ContentVariables().read(text) is fault
