"""What the tests of tools share."""

import pytest

from ringback.cassette.tools.phone_numbers import PhoneNumbers


@pytest.fixture
def numbers() -> PhoneNumbers:
    """What finds phone numbers, with the national ones of the United States."""
    pytest.importorskip("phonenumbers", reason="the extra personal-data is not installed")
    return PhoneNumbers(["US"])
