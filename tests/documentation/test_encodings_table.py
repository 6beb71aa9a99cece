"""The table of encodings in docs/cassettes.md says what redaction does with each."""

import gzip
import quopri
from base64 import b32encode, b64encode, b85encode, urlsafe_b64encode
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from ringback.cassette.model import Interaction
from ringback.cassette.redaction.redactor import Redactor
from tests.support.cassettes.exchanges import TOKEN, created, request

DOCS = Path(__file__).parents[2] / "docs" / "cassettes.md"
SECRET = TOKEN.encode()
ENCODINGS: dict[str, bytes] = {
    "plain": SECRET,
    "percent-encoded": "".join(f"%{byte:02X}" for byte in SECRET).encode(),
    "percent-encoded twice": quote("".join(f"%{byte:02x}" for byte in SECRET)).encode(),
    "JSON escapes": "".join(f"\\u{byte:04x}" for byte in SECRET).encode(),
    "HTML escapes": escape("".join(f"&#{byte};" for byte in SECRET), quote=False).encode(),
    "hexadecimal": SECRET.hex().encode(),
    "base64": b64encode(b"a" + SECRET),
    "URL-safe base64": urlsafe_b64encode(b"ab" + SECRET),
    "base64 in lines": b"\r\n".join([b64encode(SECRET)[:20], b64encode(SECRET)[20:]]),
    "base64 twice": b64encode(b64encode(SECRET)),
    "quoted-printable in lines": quopri.encodestring(b"a" * 60 + SECRET),
    "UTF-16 with a mark": TOKEN.encode("utf-16"),
    "UTF-16 without a mark": TOKEN.encode("utf-16-le"),
    "base64 of gzip": b64encode(gzip.compress(SECRET, mtime=0)),
    "gzip without Content-Encoding": gzip.compress(SECRET, mtime=0),
    "base32": b32encode(SECRET),
    "base85": b85encode(SECRET),
    "other case": SECRET.swapcase(),
    "spaced out": b" ".join(SECRET[at : at + 1] for at in range(len(SECRET))),
}


def outcome(encoded: bytes) -> str:
    redactor = Redactor()
    sent = request(body=b"note " + encoded, content_type="text/plain")
    redacted = redactor.redact_request(sent)
    if redactor.find_leak(Interaction(redacted, created())) is not None:
        return "refused"
    return "not seen" if redacted.body == sent.body else "redacted"


@pytest.mark.parametrize("name", ENCODINGS)
def test_the_table_says_what_is_done_with_an_encoding(name: str) -> None:
    rows = [line for line in DOCS.read_text().splitlines() if line.startswith(f"| {name} |")]

    assert rows == [f"| {name} | {outcome(ENCODINGS[name])} |"]
