import sys

import pytest

from ringback.cassette.tools.phone_numbers import PhoneNumbers
from ringback.errors import UsageError


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("call +14155552671", True),
        ("+49 30 901820", True),
        ("call (415) 555-2671, please", True),
        ("415-555-2671", True),
        ("+15555550100", False),
        ("4155552671", False),
        ("1767225600", False),
        ("2026-01-31T12:00:00Z", False),
        ("12345", False),
        ("", False),
        ("020 7946 0018", False),
    ],
)
def test_phone_numbers_are_found_however_they_are_written(
    numbers: PhoneNumbers, text: str, is_found: bool
) -> None:
    assert numbers.occur_in(text) is is_found


@pytest.mark.usefixtures("numbers")
def test_national_numbers_of_further_regions_are_found() -> None:
    assert PhoneNumbers(["us", "gb"]).occur_in("020 7946 0018")
    assert not PhoneNumbers().occur_in("(415) 555-2671")


@pytest.mark.usefixtures("numbers")
def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(UsageError, match="--region: 'MARS' is not a region; give two letters"):
        PhoneNumbers(["US", "Mars"])


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "phonenumbers", None)

    with pytest.raises(UsageError, match=r"pip install 'ringback\[personal-data\]'"):
        PhoneNumbers(["US"])
