"""Check a redacted interaction for remaining secrets of this run before it is written.

Works differently from redaction: everything is decoded, layer by layer, and searched.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.content.disguised_secrets import occurs_disguised
from ringback.cassette.redaction.known.encoded_secrets import (
    decode_all,
    has_known_secret,
    inflate,
    inflate_raw,
)
from ringback.cassette.redaction.known.known_secrets import KnownSecrets
from ringback.cassette.redaction.unescape import unescape, unescape_fully
from ringback.http.body_fields import list_fields

# Between places: in no encoding, and no line break, which would have to be undone.
_SEPARATOR = "\x1e"


def find_leak(interaction: Interaction, secrets: KnownSecrets) -> str | None:
    """Return the first place of a secret, for a sentence (`a.b in the response body`), or None."""
    everything = _SEPARATOR.join(text for _, text in _places(interaction, secrets))
    if not _leaks(everything, secrets):  # a single search, enough for nearly every interaction
        return None
    places = (name for name, text in _fields(interaction, secrets) if _leaks(text, secrets))
    return next(places, "the interaction")


def _fields(interaction: Interaction, secrets: KnownSecrets) -> Iterator[tuple[str, str]]:
    """Yield names and contents of places, the most specific names first."""
    for body, message in (
        ("the request body", interaction.request),
        ("the response body", interaction.response),
    ):
        content_type = message.headers.get("content-type")
        for label, field in list_fields(message.body, content_type).items():
            if label != "body":
                yield f"{label} in {body}", f"{label}: {field.text}"
    yield from _places(interaction, secrets)


def _places(interaction: Interaction, secrets: KnownSecrets) -> list[tuple[str, str]]:
    request, response = interaction.request, interaction.response
    return [
        ("the request's method", request.method),
        ("the URL", request.url),
        *((f"the request header {name}", f"{name}: {value}") for name, value in request.headers),
        ("the request body", _text(request.body, secrets)),
        ("the response's reason", response.reason),
        *((f"the response header {name}", f"{name}: {value}") for name, value in response.headers),
        ("the response body", _text(response.body, secrets)),
    ]


def _text(body: bytes, secrets: KnownSecrets) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("latin-1")
        if not secrets.are_ascii:
            text = "\n".join((body.decode("utf-8", "surrogateescape"), text))
    deflated = (data.decode("latin-1") for data in inflate_raw(body))
    return "\n".join((text, *inflate(body), *deflated))


def _leaks(text: str, secrets: KnownSecrets) -> bool:
    plain = unescape_fully(text)
    if plain is None:
        return True  # too deeply escaped to be checked
    each = (unescape(one, ascii_only=secrets.are_ascii) for one in dict.fromkeys((text, plain)))
    readings = dict.fromkeys(chain.from_iterable(each))
    if "\0" in plain:  # UTF-16 has NULs between ASCII characters
        readings |= dict.fromkeys(reading.replace("\0", "") for reading in tuple(readings))
    inflated = chain.from_iterable(
        inflate(reading.encode("latin-1", "replace")) for reading in readings
    )
    pieces = _list_pieces(readings, secrets)
    if any(map(secrets.occur_plainly_in, pieces)):
        return True
    if any(occurs_disguised(reading, secrets) for reading in readings):
        return True
    return any(
        has_known_secret(decoded, secrets)
        for decoded in chain(inflated, decode_all(pieces, secrets))
    )


def _list_pieces(readings: Iterable[str], secrets: KnownSecrets) -> Iterable[str]:
    """Return texts with all that is in some readings, which differ in few places only.

    What is the same in all of them is then searched once.
    """
    if any(_SEPARATOR in secret for secret in secrets):
        return readings
    pieces = chain.from_iterable(reading.split(_SEPARATOR) for reading in readings)
    return (_SEPARATOR.join(dict.fromkeys(pieces)),)
