"""The last look at an interaction before it is written: is a secret of this run still in it?

It looks in another way than redaction does: everything is decoded, layer by layer, and searched.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator

from understudy.cassette.interaction import Interaction
from understudy.cassette.known_secrets import KnownSecrets, unescaped

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}")
_STANDARD = str.maketrans("-_", "+/")


def leaking_field(interaction: Interaction, secrets: KnownSecrets) -> str | None:
    """Name the first place with a secret in it, for a sentence: `the request header X-Token`."""
    return next((name for name, text in _places(interaction) if _leaks(text, secrets)), None)


def _places(interaction: Interaction) -> Iterator[tuple[str, str]]:
    request, response = interaction.request, interaction.response
    yield "the request's method", request.method
    yield "the URL", request.url
    for name, value in request.headers:
        yield f"the request header {name}", f"{name}: {value}"
    yield "the request body", _text(request.body)
    yield "the response's reason", response.reason
    for name, value in response.headers:
        yield f"the response header {name}", f"{name}: {value}"
    yield "the response body", _text(response.body)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        # NULs stand between the letters of UTF-16.
        return body.replace(b"\0", b"").decode("latin-1")


def _leaks(text: str, secrets: KnownSecrets) -> bool:
    return any(
        secrets.occur_in(candidate)
        for reading in unescaped(text)
        for candidate in _decoded(reading)
    )


def _decoded(text: str) -> Iterator[str]:
    yield text
    for match in _BASE64.finditer(text):
        for offset in range(4):  # a text before it may look like a part of it
            run = match[0][offset:].translate(_STANDARD)
            try:
                yield b64decode(run[: len(run) // 4 * 4]).decode("latin-1")
            except binascii.Error:  # pragma: no cover - four characters of the alphabet decode
                continue
