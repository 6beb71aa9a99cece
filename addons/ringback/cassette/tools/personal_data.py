"""Find the personal data that is left in recordings."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from ringback.cassette.model import Interaction, Recording
from ringback.cassette.redaction.known.encoded_secrets import decode_readable
from ringback.cassette.redaction.personal.personal_data import PersonalData
from ringback.cassette.redaction.unescape import unescape
from ringback.cassette.tools.phone_numbers import PhoneNumbers
from ringback.cassette.tools.redacted_places import list_changed_places
from ringback.http.body_fields import list_fields
from ringback.http.messages import Request, Response
from ringback.sids import sid_pattern

_EMAIL = re.compile(r"[^\W_][\w.+-]{0,63}@((?:[\w-]+\.)+[^\W\d_]{2,})")
# RFC 2606: nobody has an address there.
_RESERVED = re.compile(r"(?:.*\.)?(?:example(?:\.com|\.net|\.org)?|test|invalid|localhost)")
_SIDS = re.compile(sid_pattern("[A-Z][A-Z]"))


def find_replaceable(recording: Recording, personal: PersonalData) -> tuple[Interaction, list[str]]:
    """Return a recording without personal data, and the places where there was any."""
    redacted = Interaction(
        personal.redact_request(recording.request, None),
        personal.redact_response(recording.response, None),
    )
    return redacted, list(list_changed_places(recording, redacted))


def find_left(redacted: Interaction, numbers: PhoneNumbers) -> Iterator[str]:
    """Yield what is left where redaction does not reach: `a phone number in the URL`."""
    for place, text in _list_texts(redacted):
        for what in _find_in(text, numbers):
            yield f"{what} in {place}"


@lru_cache(maxsize=10_000)  # headers and links repeat from reply to reply
def _find_in(text: str, numbers: PhoneNumbers) -> tuple[str, ...]:
    plain = _SIDS.sub(" ", text)  # the digits of SIDs mean nothing
    readings = dict.fromkeys(unescape(plain))
    readings |= dict.fromkeys(chain.from_iterable(map(decode_readable, tuple(readings))))
    found = (
        ("an e-mail address", any(map(_has_email, readings))),
        ("a phone number", any(map(numbers.occur_in, readings))),
    )
    return tuple(what for what, is_found in found if is_found)


def _has_email(text: str) -> bool:
    return any(not _RESERVED.fullmatch(match[1].lower()) for match in _EMAIL.finditer(text))


def _list_texts(interaction: Interaction) -> Iterator[tuple[str, str]]:
    request, response = interaction.request, interaction.response
    yield "the URL", request.target
    yield from _list_texts_of("request", request)
    yield from _list_texts_of("response", response)


def _list_texts_of(of: str, message: Request | Response) -> Iterator[tuple[str, str]]:
    yield from ((f"the {of} header {name}", value) for name, value in message.headers)
    fields = list_fields(message.body, message.headers.get("content-type"))
    for label, field in fields.items():
        yield (f"the {of} body" if label == "body" else f"{label} in the {of} body"), field.text
