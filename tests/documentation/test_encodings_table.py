"""The table of encodings in docs/cassettes.md shows what redaction does with each, place by place.

Run as a program, it writes the rows anew.
"""

import gzip
import json
import quopri
import re
import zlib
from base64 import a85encode, b32encode, b64encode, b85encode, urlsafe_b64encode
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.known.encoded_secrets import replace_in_request
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.tools.redact import redact_cassette
from ringback.errors import CassetteError
from ringback.http.messages import Request
from tests.support.cassettes.exchanges import JSON, TOKEN, basic, created, request

DOCS = Path(__file__).parents[2] / "docs" / "cassettes.md"
SECRET = TOKEN.encode()
_FULL_WIDTH = "".join(chr(ord(character) + 0xFEE0) for character in TOKEN)


def each(template: str, *, digits: str = "x") -> bytes:
    """Return the secret with each character written as its number in a template."""
    return "".join(template.replace("N", format(byte, digits)) for byte in SECRET).encode()


PERCENT = each("%N", digits="02X")
ENCODINGS: dict[str, bytes] = {
    "plain": SECRET,
    "percent-encoded": PERCENT,
    "percent-encoded twice": quote(PERCENT).encode(),
    "percent-encoded three times": quote(quote(PERCENT)).encode(),
    "JSON escapes": each("\\uN", digits="04x"),
    "JSON escapes twice": each("\\\\uN", digits="04x"),
    "escapes in hexadecimal, `\\x30`": each("\\xN", digits="02x"),
    "escapes in octal, `\\060`": each("\\N", digits="03o"),
    "escapes in braces, `\\u{30}`": each("\\u{N}"),
    "long escapes, `\\U00000030`": each("\\UN", digits="08x"),
    "HTML escapes": each("&#N;", digits="d"),
    "HTML escapes in hexadecimal": each("&#xN;"),
    "HTML escapes without semicolons": each("&#N", digits="d"),
    "HTML escapes twice": escape(each("&#N;", digits="d").decode()).encode(),
    "hexadecimal": SECRET.hex().encode(),
    "hexadecimal in upper case": SECRET.hex().upper().encode(),
    "base64": b64encode(b"a" + SECRET),
    "URL-safe base64": urlsafe_b64encode(b"ab" + SECRET),
    "base64 in lines": b"\r\n".join([b64encode(SECRET)[:20], b64encode(SECRET)[20:]]),
    "base64 twice": b64encode(b64encode(SECRET)),
    "base64 three times": b64encode(b64encode(b64encode(SECRET))),
    "base64 of UTF-16": b64encode(TOKEN.encode("utf-16-le")),
    "base64 of gzip": b64encode(gzip.compress(SECRET, mtime=0)),
    "base64 of zlib": b64encode(zlib.compress(SECRET)),
    "base32": b32encode(SECRET),
    "quoted-printable in lines": quopri.encodestring(b"a" * 60 + SECRET),
    "quoted-printable of each letter": each("=N", digits="02X"),
    "in upper case": SECRET.upper(),
    "other case": SECRET.swapcase(),
    "UTF-7": TOKEN.encode("utf-7"),
    "UTF-16 with a mark": TOKEN.encode("utf-16"),
    "UTF-16 without a mark": TOKEN.encode("utf-16-le"),
    "UTF-16, big-endian": TOKEN.encode("utf-16-be"),
    "UTF-32": TOKEN.encode("utf-32-le"),
    "gzip without Content-Encoding": gzip.compress(SECRET, mtime=0),
    "zlib without Content-Encoding": zlib.compress(SECRET),
    "raw deflate": zlib.compress(SECRET)[2:-4],
    "base64 of raw deflate": b64encode(zlib.compress(SECRET)[2:-4]),
    "base85": b85encode(SECRET),
    "Ascii85": a85encode(SECRET),
    "hexadecimal with colons": SECRET.hex(":").encode(),
    "spaced out": b" ".join(SECRET[at : at + 1] for at in range(len(SECRET))),
    "in groups": b"-".join(SECRET[at : at + 8] for at in range(0, len(SECRET), 8)),
    "split in two": SECRET[:16] + b", " + SECRET[16:],
    "reversed": SECRET[::-1],
    "full-width letters": _FULL_WIDTH.encode(),
}


def as_text(encoded: bytes) -> str:
    try:
        return encoded.decode()
    except UnicodeDecodeError:
        return encoded.decode("latin-1")


def in_header(encoded: bytes) -> Request:
    # Line breaks and NULs cannot be in a header.
    return request(X_Note=re.sub(r"[\r\n\0]+", "", as_text(encoded)))


def whole_or_noted(encoded: bytes) -> Request:
    """Return a request whose body is the encoded secret, in other text unless it is binary."""
    body = encoded if encoded.startswith((b"\x1f", b"x\x9c")) or b"\0" in encoded else None
    return request(body=body or b"note " + encoded, content_type="text/plain")


PLACES: dict[str, Callable[[bytes], Request]] = {
    "body": whole_or_noted,
    "query": lambda encoded: request(target=f"/v1/x?Note={quote(encoded)}"),
    "path": lambda encoded: request(target=f"/v1/x;note={quote(encoded)}/y"),
    "header": in_header,
    "JSON": lambda encoded: request(
        body=json.dumps({"a": as_text(encoded)}).encode(), content_type=JSON
    ),
    "form": lambda encoded: request(body=b"Note=" + quote(encoded).encode()),
}


def outcome(sent: Request) -> str:
    """Return what `record` does with a request."""
    redactor = Redactor()
    redacted = redactor.redact_request(sent)
    if redactor.find_leak(Interaction(redacted, created())) is not None:
        redacted = replace_in_request(redacted, redactor.secrets)
    if redactor.find_leak(Interaction(redacted, created())) is not None:
        return "refused"
    return "redacted" if _shown(redacted) != _shown(sent) else "not seen"


def _shown(message: Request) -> tuple[object, ...]:
    return message.body, message.target, message.headers.get("X-Note")


def outcome_in_unknown_key(encoded: bytes) -> str:
    """Return what `cassette redact` does with a key of another program."""
    document: dict[str, Any] = {
        "interactions": [
            {
                "request": {
                    "method": "GET",
                    "uri": "https://conversations.twilio.com/v1/x",
                    "body": None,
                    "headers": {"Authorization": [basic()]},
                },
                "response": {
                    "status": {"code": 200, "message": "OK"},
                    "headers": {},
                    "body": {"string": ""},
                },
                "note": [{"a": as_text(encoded)}],
            }
        ],
        "version": 1,
    }
    try:
        data = redact_cassette(json.dumps(document).encode(), Path("one.json")).data
    except CassetteError:
        return "refused"
    note = json.loads(data)["interactions"][0]["note"]
    return "not seen" if note == document["interactions"][0]["note"] else "redacted"


def make_row(name: str) -> str:
    encoded = ENCODINGS[name]
    found = [outcome(place(encoded)) for place in PLACES.values()]
    return f"| {name} | {' | '.join((*found, outcome_in_unknown_key(encoded)))} |"


HEAD = [
    f"| encoding | {' | '.join((*PLACES, 'unknown key'))} |",
    f"|{'---|' * (len(PLACES) + 2)}",
]


@pytest.mark.parametrize("name", ENCODINGS)
def test_the_table_shows_what_is_done_with_an_encoding(name: str) -> None:
    rows = [line for line in DOCS.read_text().splitlines() if line.startswith(f"| {name} |")]

    assert rows == [make_row(name)]


def test_the_table_has_no_other_rows() -> None:
    table = DOCS.read_text().partition(HEAD[0])[2].strip().partition("\n\n")[0].splitlines()

    assert table[0] == HEAD[1]
    assert len(table) == len(ENCODINGS) + 1


if __name__ == "__main__":
    before, _, rest = DOCS.read_text().partition("| encoding |")
    _, _, after = rest.partition("\n\n")
    table = "\n".join((*HEAD, *map(make_row, ENCODINGS)))
    DOCS.write_text(f"{before}{table}\n\n{after}")
