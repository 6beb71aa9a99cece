r"""Render interactions in vcrpy's format version 1.

    version: 1
    interactions:
    - request:
        method: POST
        uri: https://conversations.twilio.com/v1/Conversations
        headers:
          Content-Type:
          - application/x-www-form-urlencoded
        body: FriendlyName=Support
      response:
        headers:
          Content-Type:
          - application/json
        body:
          string: '{"friendly_name": "Support"}'
        status:
          message: Created
          code: 201

How long the reply took stands between the two, as `metadata: ringback: seconds: 0.123`; vcrpy
ignores it.

`interactions` is the last key, so that an interaction can be appended to the file. The status code
is the last key of an interaction, so that an interrupted write is recognised: it has no code.

Not written with PyYAML, for these reasons (checked with PyYAML 6.0.4):

- CSafeDumper escapes every emoji, and then quotes the whole body with escapes.
- SafeDumper writes U+0085 into a literal block, where it is read back as a line feed.
- Every recorded reply waits for it: a small interaction takes 19 µs here, 91 µs with CSafeDumper.
"""

import re
from base64 import encodebytes
from collections.abc import Iterable, Iterator

from ringback.cassette.format.vcr_format import FRAMING, TRANSFER
from ringback.cassette.model import Interaction
from ringback.http.messages import Headers, Request, Response

# Characters that both YAML 1.1 and libyaml print unescaped. Excludes control characters, the byte
# order mark and the line breaks U+0085, U+2028 and U+2029.
_PRINTABLE = "\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_ONE_LINE = re.compile(f"[{_PRINTABLE}]*")
# Text for a literal block. Editors strip white space at the end of a line; at the beginning of the
# text it would be read as indentation.
_LINES = re.compile(f"(?!\\s)(?:[\t{_PRINTABLE}]*(?<![\t ])\n)*(?:[\t{_PRINTABLE}]*(?<![\t ]))")
_UNPRINTABLE = re.compile(f'[^{_PRINTABLE}]|["\\\\]')
# A plain scalar: begins with a letter or "/", so that it is not a number, date or indicator; has
# neither ": " nor " #".
_PLAIN = re.compile(r"[A-Za-z/](?:[!$-9;-~]++|:(?! |$)| (?! |#|$)|(?<! )#)*+")
# YAML 1.1 reads these as booleans or null.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_LONGEST_SIMPLE_KEY = 128  # libyaml's limit is 1,024 characters, of the escaped form too


def render_header(redact_names: Iterable[str] = ()) -> str:
    """Return the text before the first interaction: version, metadata, the key `interactions`."""
    names = "".join(f"    - {_scalar(name)}\n" for name in redact_names)
    metadata = f"metadata:\n  ringback:\n    redact:\n{names}" if names else ""
    return f"version: 1\n{metadata}interactions:\n"


def render(interaction: Interaction) -> str:
    """Return an interaction as an item of the list `interactions`."""
    request, response = interaction.request, interaction.response
    return "".join(
        (
            "- request:\n",
            *_request(request),
            _metadata(interaction.seconds),
            "  response:\n",
            *_response(response, request.method),
        )
    )


def _metadata(seconds: float | None) -> str:
    return "" if seconds is None else f"  metadata:\n    ringback:\n      seconds: {seconds:.3f}\n"


def _request(request: Request) -> Iterator[str]:
    yield f"    method: {_scalar(request.method)}\n"
    yield f"    uri: {_scalar(request.url)}\n"
    # Content-Length stays, as in vcrpy; "chunked" would make vcrpy's body matcher expect chunks.
    yield from _headers(request.headers.without(*TRANSFER))
    # vcrpy, too, writes null for a request without a body.
    yield f"    body: {_body(request.body) if request.body else 'null'}\n"


def _response(response: Response, method: str) -> Iterator[str]:
    # To HEAD the length is part of the answer.
    dropped = TRANSFER if method == "HEAD" and not response.body else FRAMING
    yield from _headers(response.headers.without(*dropped))
    yield f"    body:\n      string: {_body(response.body)}\n"
    yield f"    status:\n      message: {_scalar(response.reason)}\n"
    yield f"      code: {response.status}\n"


def _headers(headers: Headers) -> Iterator[str]:
    if not len(headers):
        yield "    headers: {}\n"
        return
    yield "    headers:\n"
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name, []).append(value)
    for name, all_values in values.items():
        yield f"      {_key(name)}:\n"
        for value in all_values:
            yield f"      - {_scalar(value)}\n"


def _key(name: str) -> str:
    key = _scalar(name)
    return key if len(key) < _LONGEST_SIMPLE_KEY and "\n" not in key else f"? {key}\n      "


def _body(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _binary(body)
    if "\n" in text and _LINES.fullmatch(text):
        return _literal(text)
    return _scalar(text)


def _scalar(text: str) -> str:
    """Return a text as a scalar on one line, or on several if it is not UTF-8."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if _ONE_LINE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    try:
        text.encode()
    except UnicodeEncodeError:
        return _binary(text.encode("utf-8", "surrogateescape"))
    return '"' + _UNPRINTABLE.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    named = _ESCAPES.get(character)
    if named is not None:
        return named
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def _literal(text: str) -> str:
    if not text.endswith("\n"):
        return "|-\n" + _block(text)
    return ("|+\n" if text.endswith("\n\n") else "|\n") + _block(text[:-1])


def _binary(data: bytes) -> str:
    return "!!binary |\n" + _block(encodebytes(data).decode("ascii").rstrip("\n"))


def _block(text: str) -> str:
    # Deeper than any key of an interaction, so that it is valid for every scalar.
    return "\n".join(" " * 8 + line if line else "" for line in text.split("\n"))
