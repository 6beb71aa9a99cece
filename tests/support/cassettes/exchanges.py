"""Requests and responses for tests of cassettes, as a Twilio client and Twilio send them."""

import base64
import gzip
import json
from pathlib import Path
from urllib.parse import quote, urlencode

from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import render, render_header
from ringback.cassette.model import Interaction
from ringback.http.messages import Headers, Request, Response, request_to

ACCOUNT = "AC" + "ab" * 16
KEY = "SK" + "4d" * 16
TOKEN = "6c1f0b7be2a94d58a7f3350d9e84c21f"
DUMMY = ("AC" + "c1" * 16, "t")  # what CI has
CONVERSATION = "CH" + "1" * 32

# The token as redaction does not reach it: compressed, and that percent-encoded.
HIDDEN_SECRET = b"note " + quote(gzip.compress(TOKEN.encode(), mtime=0)).encode()

API = "https://conversations.twilio.com"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def basic(user: str = ACCOUNT, secret: str = TOKEN) -> str:
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def request(
    method: str = "POST",
    target: str = "/v1/Conversations",
    body: bytes = b"",
    caller: tuple[str, str] | None = (ACCOUNT, TOKEN),
    content_type: str | None = FORM,
    **headers: str,
) -> Request:
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    if caller is not None:
        pairs.append(("Authorization", basic(*caller)))
    if content_type is not None:
        pairs.append(("Content-Type", content_type))
    return request_to(method, API + target, Headers(pairs), body)


def create(caller: tuple[str, str] | None = (ACCOUNT, TOKEN), **parameters: str) -> Request:
    return request(body=urlencode(parameters).encode(), caller=caller)


def created(account: str = ACCOUNT, **attributes: object) -> Response:
    return reply(201, {"sid": CONVERSATION, "account_sid": account, **attributes})


def reply(status: int, document: object, **headers: str) -> Response:
    pairs = [("Content-Type", JSON)]
    pairs += [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Response(status, Headers(pairs), json.dumps(document).encode(), "Created")


def render_cassette(*interactions: Interaction) -> str:
    return render_header() + "".join(map(render, interactions))


def write_cassette(path: Path, *interactions: Interaction) -> Path:
    """Write a cassette as Ringback does, and return its path."""
    path.write_text(render_cassette(*interactions), "utf-8", newline="")
    return path


def read_interactions(path: Path) -> list[Interaction]:
    """Return the interactions of a cassette, even of an incomplete one."""
    recordings = read(path.read_bytes(), path).recordings
    return [one.interaction for one in recordings]
