"""What a validator accepts, in a few words."""

from collections.abc import Callable, Mapping
from typing import Any

from ringback.twilio.resources.configuration.address import ADDRESS, COUNTRY
from ringback.twilio.resources.webhook_parameters import URL
from ringback.twilio.schema.content_variables import ContentVariables
from ringback.twilio.schema.validators import (
    Boolean,
    Choice,
    DateTime,
    Discarded,
    JsonText,
    Number,
    Sid,
    Text,
    Timer,
    Validator,
)
from ringback.twilio.state_document.own_validators import Base64, ExactDateTime
from ringback.twilio.values.addresses import Address, RemovableAddress

_DATE = "a date and time, such as 2026-01-31T12:00:00Z"
_ADDRESS = "an address, such as +15555550100, whatsapp:+15555550100 or ada@example.com"
# Texts that a pattern limits.
_TEXTS: Mapping[Any, str] = {
    ADDRESS: "an address without spaces, such as +15555550101",
    COUNTRY: "two letters, such as US",
    URL: "an HTTP URL of up to 512 characters, such as http://127.0.0.1:5000/hook",
}


def describe_accepted(validator: Validator) -> str:
    """Return what a validator accepts, as an object of `give`."""
    return _WORDS[type(validator)](validator)


def _describe_text(text: Text) -> str:
    known = _TEXTS.get(text)
    if known is not None:
        return known
    if text.excluded is not None:
        return f"a text of up to {text.limit} characters that is not itself a SID"
    return f"a text of up to {text.limit} characters" if text.limit else "a text"


def _describe_choice(choice: Choice) -> str:
    *others, last = choice.accepted
    if len(choice.accepted) > 20:
        return f"one of {', '.join(choice.accepted)}"
    return f"{', '.join(others)} or {last}" if others else last


def _describe_timer(timer: Timer) -> str:
    minutes = int(timer.minimum.total_seconds()) // 60
    shortest = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"an ISO 8601 duration of at least {shortest}, such as PT1H"


_WORDS: Mapping[type, Callable[[Any], str]] = {
    Address: lambda _: _ADDRESS,
    RemovableAddress: lambda _: _ADDRESS,
    Base64: lambda _: "the content of the file in base64",
    Boolean: lambda _: "true or false",
    Choice: _describe_choice,
    ContentVariables: lambda _: "the values of a template's variables, such as {1: Ada}",
    DateTime: lambda _: _DATE,
    Discarded: lambda _: "a text, of which nothing is kept",
    ExactDateTime: lambda _: _DATE,
    JsonText: lambda json: f"a mapping, or JSON as text, of up to {json.limit} bytes",
    Number: lambda _: "a whole number, such as 3",
    Sid: lambda sid: f"{sid.prefix} and 32 hexadecimal digits",
    Text: _describe_text,
    Timer: _describe_timer,
}
