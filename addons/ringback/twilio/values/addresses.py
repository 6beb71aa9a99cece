"""Addresses of people and of numbers at Twilio, and the channel that each belongs to.

INFERRED: which spellings are taken is not documented; these are what Twilio's examples show.
"""

import re
from dataclasses import dataclass

from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value

LONGEST_ADDRESS = 256

_CHANNELS = (
    ("sms", re.compile(r"\+[1-9]\d{1,14}|\d{3,8}", re.ASCII)),  # E.164, or a short code
    ("whatsapp", re.compile(r"whatsapp:\+[1-9]\d{1,14}", re.ASCII)),
    ("rcs", re.compile(r"rcs:\+?\w{2,}", re.ASCII)),  # a number, or the name of an agent
    ("messenger", re.compile(r"messenger:\S+")),
    ("email", re.compile(r"[^\s@:]+@[^\s@:]+")),
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address of one of the known channels."""

    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the address as it is."""
        return text if channel_of(text) is not None else self.malformed


@dataclass(frozen=True, slots=True)
class RemovableAddress:
    """An address, or the word `null`, which takes the old one away."""

    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the address as it is, or None."""
        return None if text == "null" else Address(self.malformed).read(text)


def channel_of(address: str) -> str | None:
    """Return the type of a binding to an address; None where it is no address."""
    if len(address) > LONGEST_ADDRESS:
        return None
    return next((name for name, shape in _CHANNELS if shape.fullmatch(address)), None)
