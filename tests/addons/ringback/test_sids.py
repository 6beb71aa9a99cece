import re

import pytest

from ringback.sids import is_sid, sid_pattern

DIGITS = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"CH{DIGITS}", True),
        (f"CH{DIGITS.upper()}", True),
        (f"ch{DIGITS}", False),
        (f"AC{DIGITS}", False),
        (f"CH{DIGITS[1:]}", False),
        (f"CH{DIGITS}0", False),
        (f"CH{DIGITS}\n", False),
        (f"CH{DIGITS[1:]}g", False),
        ("", False),
    ],
)
def test_a_sid_is_its_kind_and_32_hexadecimal_digits(text: str, expected: bool) -> None:
    assert is_sid("CH", text) is expected


def test_a_pattern_matches_any_of_several_kinds_and_adds_no_group() -> None:
    pattern = re.compile(sid_pattern("AC", "SK"))

    assert pattern.groups == 0
    assert pattern.findall(f"AC{DIGITS} SK{DIGITS} CH{DIGITS}") == [f"AC{DIGITS}", f"SK{DIGITS}"]


def test_a_pattern_can_be_restricted_to_lower_case_digits() -> None:
    pattern = re.compile(sid_pattern("CH", lower_case=True))

    assert pattern.fullmatch(f"CH{DIGITS}")
    assert not pattern.fullmatch(f"CH{DIGITS.upper()}")
