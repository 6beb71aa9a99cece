"""Bodies that take long to redact, match or explain: each repeats what some pattern looks for."""

import json
import random
from base64 import b64encode

from tests.support.cassettes.exchanges import TOKEN

_FORM = "application/x-www-form-urlencoded"
_PART = b'--X\r\nContent-Disposition: form-data; name="a"\r\n\r\nv\r\n'
_UNITS = {
    "letters": b"a",
    "words": b"support basic Bearer token alpha ",
    "digits of a SID": b"AC0123456789abcdef",
    "percents": b"%41%25a",
    "backslashes": b"\\",
    "escapes": rb"\u0041\\n",
    "halves of characters": rb"\ud800",
    "line breaks": b"a\r\n",
    "entities": b"&amp;&#65;",
    "fields": b"a=b&",
    "names": b"password: x\n",
    "one long value": b"-- x",
    "elements": b"<a b='c'>",
    "hosts": b"://a:b",
    "tokens that end early": b"-eyJ",
    "keys": b"-----BEGIN A ",
    "parts": _PART,
    "placeholders": b"REDACTED-1 ",
    "zeros": b"\0",
    "compressed": b"\x1f\x8b\x08",
}


def make_long_bodies(size: int) -> dict[str, tuple[str, bytes]]:
    """Return bodies of about `size` bytes by name, with their content types."""
    chance = random.Random(size)
    noise = chance.randbytes(size)
    bodies = {
        name: ("text/plain", (unit * (size // len(unit) + 1))[:size])
        for name, unit in _UNITS.items()
    }
    values = {f"k{number}": [number] for number in range(size // 20)}
    return bodies | {
        "noise": ("image/jpeg", noise),
        "noise as a form": (_FORM, noise),
        "a form": (_FORM, _UNITS["fields"] * (size // 4)),
        "base64": ("text/plain", b64encode(noise)[:size]),
        "parts of a form": ("multipart/form-data; boundary=X", _PART * (size // len(_PART))),
        "JSON": ("application/json", json.dumps(values).encode()),
        "numbers": ("application/json", json.dumps(list(range(size // 7))).encode()),
        "a secret": ("text/plain", noise[: size // 2].hex().encode() + TOKEN.encode()),
    }
