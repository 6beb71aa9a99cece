"""Our own replies and the header that every answer carries, as the wire contract has them."""

import json
from urllib.parse import quote

from ringback.http.messages import Headers, Response
from ringback.modes.base import Answer, Source

HEADER = "Ringback"


def own_reply(status: int, message: str) -> Response:
    """Make a reply of ours in the shape of Twilio's errors, without a `code`.

    Twilio never sends 501, and its clients print the message.
    """
    body = json.dumps({"message": f"ringback: {message}", "status": status})
    headers = Headers([("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return Response(status, headers, body.encode())


def miss(message: str) -> Answer:
    """Make the 501 for a request that the mode may not or cannot answer."""
    return Answer(own_reply(501, message), Source.MISS)


def failure(status: int, message: str) -> Answer:
    """Make the 500, 502 or 504 for what went wrong on our side of the wire."""
    return Answer(own_reply(status, message), Source.ERROR)


def header_value(answer: Answer) -> str:
    """Say where an answer came from, as a structured field (RFC 9651)."""
    value = str(answer.source)
    if answer.file is not None:
        value += f";file={_string(answer.file)}"
    if answer.index is not None:
        value += f";index={answer.index}"
    return value


def _string(text: str) -> str:
    """Write a String, or a Display String where the text is not printable ASCII."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    safe = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '%"')
    encoded = quote(text.encode("utf-8", "replace"), safe=safe)
    # Python escapes with capital letters; a Display String has small ones.
    lowered = "%".join(
        part if number == 0 else part[:2].lower() + part[2:]
        for number, part in enumerate(encoded.split("%"))
    )
    return f'%"{lowered}"'
