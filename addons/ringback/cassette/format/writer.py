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
from collections.abc import Iterable, Iterator

from ringback.cassette.format.interactions import FRAMING, TRANSFER
from ringback.cassette.format.scalars import (
    PRINTABLE,
    indent_block,
    render_binary,
    render_scalar,
)
from ringback.cassette.model import Interaction
from ringback.http.messages import Headers, Request, Response

# Text for a literal block. Editors strip white space at the end of a line; at the beginning of the
# text it would be read as indentation.
_LINES = re.compile(f"(?!\\s)(?:[\t{PRINTABLE}]*(?<![\t ])\n)*(?:[\t{PRINTABLE}]*(?<![\t ]))")
_LONGEST_SIMPLE_KEY = 128  # libyaml's limit is 1,024 characters, of the escaped form too


def render_header(redact_names: Iterable[str] = ()) -> str:
    """Return the text before the first interaction: version, metadata, the key `interactions`."""
    names = "".join(f"    - {render_scalar(name)}\n" for name in redact_names)
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
    yield f"    method: {render_scalar(request.method)}\n"
    yield f"    uri: {render_scalar(request.url)}\n"
    # Content-Length stays, as in vcrpy; "chunked" would make vcrpy's body matcher expect chunks.
    yield from _headers(request.headers.without(*TRANSFER))
    # vcrpy, too, writes null for a request without a body.
    yield f"    body: {_body(request.body) if request.body else 'null'}\n"


def _response(response: Response, method: str) -> Iterator[str]:
    # To HEAD the length is part of the answer.
    dropped = TRANSFER if method == "HEAD" and not response.body else FRAMING
    yield from _headers(response.headers.without(*dropped))
    yield f"    body:\n      string: {_body(response.body)}\n"
    yield f"    status:\n      message: {render_scalar(response.reason)}\n"
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
            yield f"      - {render_scalar(value)}\n"


def _key(name: str) -> str:
    key = render_scalar(name)
    return key if len(key) < _LONGEST_SIMPLE_KEY and "\n" not in key else f"? {key}\n      "


def _body(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return render_binary(body)
    if "\n" in text and _LINES.fullmatch(text):
        return _literal(text)
    return render_scalar(text)


def _literal(text: str) -> str:
    if not text.endswith("\n"):
        return "|-\n" + indent_block(text)
    return ("|+\n" if text.endswith("\n\n") else "|\n") + indent_block(text[:-1])
