"""What an import finds in a file: exchanges, and what cannot become one."""

from dataclasses import dataclass

from ringback.cassette.model import Interaction


@dataclass(frozen=True, slots=True)
class ImportedExchange:
    """An exchange at a place of a file: `entry 3`, 1-based."""

    place: str
    interaction: Interaction


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not imported, and why.

    - `request`: method and URL without its query, "" if they are not known.
    - `host`: set for what is left out only because its host is not Twilio's.
    """

    place: str
    request: str
    reason: str
    host: str = ""

    def __str__(self) -> str:
        named = f"{self.place}: {self.request}" if self.request else self.place
        return f"{named}: left out: {self.reason}"


class UnusableError(Exception):
    """An entry cannot become an exchange; the text is the reason."""


Found = ImportedExchange | LeftOut
