from datetime import UTC, datetime

import pytest

from ringback.twilio.state_document.own_validators import Base64, ExactDateTime, format_exact
from ringback.twilio.values.faults import INVALID_PARAMETER

DATE = datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)


def test_base64_may_have_line_breaks() -> None:
    assert Base64().read("aGVs\n bG8=") == "aGVsbG8="


@pytest.mark.parametrize("text", ["aGVsbG8", "ü", "a b!"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    assert Base64().read(text) is INVALID_PARAMETER


def test_a_date_keeps_its_fraction() -> None:
    assert ExactDateTime().read("2026-01-31T05:00:00.123456-07:00") == DATE
    assert ExactDateTime().read(format_exact(DATE)) == DATE


def test_what_is_no_date_is_refused() -> None:
    assert ExactDateTime().read("yesterday") is INVALID_PARAMETER
