"""Addresses of people and of Twilio numbers, and the channel that each belongs to.

INFERRED (fidelity: address-forms): which forms Twilio accepts; these are the ones in its examples.
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
    """A validator for an address of one of the known channels."""

    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the address unchanged."""
        return text if find_channel(text) is not None else self.malformed


@dataclass(frozen=True, slots=True)
class RemovableAddress:
    """A validator for an address or the word `null`, which removes the current address."""

    malformed: Fault

    def read(self, text: str) -> Value | Fault:
        """Return the address unchanged, or None for `null`."""
        return None if text == "null" else Address(self.malformed).read(text)


def find_channel(address: str) -> str | None:
    """Return the channel of an address, such as "sms"; None if it is not an address."""
    if len(address) > LONGEST_ADDRESS:
        return None
    return next((name for name, shape in _CHANNELS if shape.fullmatch(address)), None)
