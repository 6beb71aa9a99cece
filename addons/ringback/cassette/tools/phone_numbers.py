"""Find phone numbers in texts, however they are written, by Google's libphonenumber."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ringback.errors import UsageError

if TYPE_CHECKING:
    from phonenumbers import PhoneNumberMatch


class PhoneNumbers:
    """Finds the valid phone numbers in texts.

    - `regions`: those whose national numbers are found, by their two letters: `US`. International
      numbers are found in any case.

    Raises UsageError for an unknown region, and where phonenumbers is not installed.
    """

    def __init__(self, regions: Iterable[str] = ()) -> None:
        # Only what looks for numbers waits for the library, and only who does needs it.
        try:
            from phonenumbers import SUPPORTED_REGIONS, PhoneNumberMatcher
        except ModuleNotFoundError:
            raise UsageError(
                "--personal-data needs the package phonenumbers; "
                "install it with `pip install 'ringback[personal-data]'`"
            ) from None
        self._matcher = PhoneNumberMatcher
        self._regions = tuple(region.upper() for region in regions)
        unknown = [region for region in self._regions if region not in SUPPORTED_REGIONS]
        if unknown:
            names = ", ".join(map(repr, unknown))
            raise UsageError(f"--region: {names} is not a region; give two letters, such as US")

    def occur_in(self, text: str) -> bool:
        """Return whether there is a phone number in a text."""
        if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
            return False
        return any(self._matcher(text, None)) or any(
            any(map(_is_written_as_a_number, self._matcher(text, region)))
            for region in self._regions
        )


_FEWEST_DIGITS = 6


def _is_written_as_a_number(match: "PhoneNumberMatch") -> bool:
    """Return whether a national number is in groups: digits alone may count or date anything."""
    return not str(match.raw_string).isdigit()
