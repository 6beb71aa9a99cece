"""Requests whose replies must not depend on where the state is kept."""

import random
from urllib.parse import quote, urlencode

from ringback.http.messages import Headers, Request, request_to
from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.twilio.caller import FORM, Caller, Clock

API = "https://conversations.twilio.com/v1"
MEDIA = f"https://mcs.us1.twilio.com/v1/Services/IS{'0' * 32}/Media"
# One code point from all planes after another, which no database can compress away.
_ANY = random.Random(1)
ASTRAL = "".join(chr(_ANY.randrange(0x10000, 0x110000)) for _ in range(246))

# Values as they are in a form, percent-encoded: some that databases have their difficulties with.
TEXTS = {
    "an apostrophe": "it%27s%20%25s%20%3F%20%24%241",
    "NUL": "a%00b",
    "a lone surrogate": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "a backslash": "%5C%5Cu0000%5C",
    "astral": quote(ASTRAL),
    "long": "x" * 30_000,
    "a line of it": "a%0D%0Ab%E2%80%A8c",
}
# Content types, which headers may have in any bytes.
CONTENT_TYPES = ("image/png", "a\0b/c", "\ud800/x", "\udcff/x", "\u20ac/x", '"quoted"', "x" * 9_000)

EVERY_BYTE = bytes(range(256)) * 9

Pairs = dict[str, str]


def _authorized(method: str, url: str, body: bytes, content_type: tuple[str, str]) -> Request:
    caller = Caller(TwilioApi(clock=Clock(), sids=SeededSids(1)))
    headers = Headers([("Authorization", caller.authorization), content_type])
    return request_to(method, url, headers, body)


def post(path: str, form: "Pairs | str" = "") -> Request:
    """Return a form, given as pairs or as its text."""
    text = form if isinstance(form, str) else urlencode(form)
    return _authorized("POST", API + path, text.encode(), FORM)


def get(path: str) -> Request:
    """Return a request that fetches or lists."""
    return _authorized("GET", API + path, b"", FORM)


def delete(path: str) -> Request:
    """Return a request that deletes."""
    return _authorized("DELETE", API + path, b"", FORM)


def upload(content_type: str) -> Request:
    """Return the upload of a file with every byte in it."""
    return _authorized("POST", MEDIA, EVERY_BYTE, ("Content-Type", content_type))


def fetch_file(sid: str) -> Request:
    """Return the request for the content of an uploaded file."""
    return _authorized("GET", f"{MEDIA}/{sid}/Content", b"", FORM)


def _list_resources() -> list[Request]:
    names = [post("/Conversations", {"UniqueName": f"name-{number}"}) for number in range(7)]
    return [
        *names,
        names[3],  # a 409
        post("/Conversations/name-1/Participants", {"Identity": "ada"}),
        post("/Conversations/name-1/Participants", {"Identity": "ada"}),
        post("/Conversations/name-1/Messages", {"Author": "ada", "Body": "hello"}),
        post("/Conversations/name-1/Messages", {"Body": "again"}),
        get("/Conversations/name-1/Messages?Order=desc"),
        delete("/Conversations/name-4"),
        get("/Conversations/name-4"),
        post("/Conversations", {"UniqueName": "name-4"}),
        get("/Conversations?PageSize=3"),
        get("/Conversations?PageSize=3&Page=1"),
        post("/Conversations/name-2", {"UniqueName": "renamed", "State": "closed"}),
        get("/Conversations/name-2"),
        get("/Conversations/renamed"),
        post("/Services", {"FriendlyName": "s"}),
        post("/Roles", {"FriendlyName": "r", "Type": "service", "Permission": "joinConversation"}),
        post("/Configuration", {"DefaultClosedTimer": "P1D"}),
        *map(get, ("/Services", "/Roles", "/Users", "/Configuration", "/Conversations/name-1")),
    ]


def _list_texts(text: str) -> list[Request]:
    attributes = quote('{"a":"\\u0000\\ud800') + text[:3_000].replace("%5C", "") + quote('"}')
    address = "MessagingBinding.Address=%2B15555550100&MessagingBinding.ProxyAddress=messenger:"
    return [
        post("/Conversations", f"UniqueName=x&FriendlyName={text}"),
        post("/Conversations", f"UniqueName={text}&Attributes={attributes}"),
        post("/Conversations/x/Participants", f"Identity={text}"),
        post("/Conversations/x/Participants", address + text),
        post("/Conversations/x/Messages", f"Author={text}&Body={text}"),
        post("/Users", f"Identity={text}&FriendlyName={text}"),
        get(f"/Conversations/{text[:900]}"),
        get("/Conversations/x/Messages"),
        get("/Conversations/x/Participants"),
        get("/Users"),
        get("/Conversations"),
    ]


REQUESTS: dict[str, list[Request]] = {
    "resources": _list_resources(),
    **{f"a text with {name}": _list_texts(text) for name, text in TEXTS.items()},
}
