import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, unquote, urlencode

import pytest

from ringback.cassette.redaction.personal.messages import replace_in_request, replace_in_response
from ringback.cassette.redaction.personal.stand_ins import Format, parse_stand_in
from ringback.cassette.redaction.personal.values import BoundValues, SentValues, WrittenValues
from ringback.http.messages import Headers, Request, Response
from tests.support.cassettes.exchanges import FORM, JSON, create, reply, request

CANARY = "Canary Q. Bird"
EMAIL, PHONE = "canary@birds.org", "+14155551234"
CANARIES = (CANARY, EMAIL, PHONE)

# A value with a canary for each field that Twilio marks, by its name in replies.
FIELDS: dict[str, object] = {
    "address": f"whatsapp:{PHONE}",
    "attributes": json.dumps({"name": CANARY, "deep": {"customerEmail": EMAIL}, "n": f"o {PHONE}"}),
    "author": CANARY,
    "body": CANARY,
    "conversation_attributes": json.dumps({"displayName": CANARY}),
    "conversation_friendly_name": CANARY,
    "conversation_unique_name": CANARY,
    "endpoint": f"SMS:{PHONE}",
    "friendly_name": CANARY,
    "identity": EMAIL,
    "media": [{"sid": "ME1", "filename": CANARY, "size": 1}],
    "messaging_binding": {"type": "sms", "address": PHONE, "proxy_address": PHONE},
    "participant_identity": CANARY,
    "participant_messaging_binding": {"type": "email", "address": EMAIL, "name": CANARY},
    "unique_name": CANARY,
}
OF_REQUESTS = (
    "Attributes", "Author", "Body", "FriendlyName", "Identity", "MessagingBinding.Address",
    "MessagingBinding.ProxyAddress", "MessagingBinding.ProjectedAddress", "UniqueName", "Address",
    "Endpoint", "Subject",
)  # fmt: skip


def wide_reply(name: str, value: object, encoding: str) -> Response:
    return replace(reply(200, {}), body=json.dumps({name: value}).encode(encoding))


Place = Callable[[str, object], Response]
IN_REPLIES: dict[str, Place] = {
    "an attribute": lambda name, value: reply(200, {name: value, "sid": "x"}),
    "a list": lambda name, value: reply(200, {"meta": {}, "items": [{"a": 1}, {name: value}]}),
    "JSON in a string": lambda name, value: reply(200, {"a": json.dumps({name: value})}),
    "JSON in base64": lambda name, value: reply(200, {"a": encode(json.dumps({name: value}))}),
    "a URL": lambda name, value: reply(200, {"next_page_url": f"https://a.b/?{form(name, value)}"}),
    "a URL in a URL": lambda name, value: reply(
        200, {"url": "https://a.b/?to=" + quote(f"https://c.d/?{form(name, value)}", "")}
    ),
    "a header": lambda name, value: reply(201, {}, Location=f"https://a.b/?{form(name, value)}"),
    "JSON in UTF-16": lambda name, value: wide_reply(name, value, "utf-16-le"),
    "JSON in UTF-16 with a mark": lambda name, value: wide_reply(name, value, "utf-16"),
    "JSON in UTF-16, big-endian": lambda name, value: wide_reply(name, value, "utf-16-be"),
    "JSON in UTF-32": lambda name, value: wide_reply(name, value, "utf-32"),
    "JSON in base64 in a text": lambda name, value: reply(
        200, {"a": f"see {encode(json.dumps({name: value}))} there"}
    ),
    "a form": lambda name, value: replace(
        reply(200, {}), headers=Headers([("Content-Type", FORM)]), body=form(name, value).encode()
    ),
}


def encode(text: str) -> str:
    return b64encode(text.encode()).decode()


def form(name: str, value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return urlencode({"PageSize": "1", name: text})


def text_of(message: Request | Response) -> str:
    """Return everything that is in a message, decoded as often as it is encoded."""
    target = message.target if isinstance(message, Request) else ""
    body = message.body.replace(b"\0", b"").decode("latin-1")  # also of UTF-16
    text = "\n".join((target, *(value for _, value in message.headers), body))
    for encoded in (each for each in text.replace('"', " ").split() if len(each) % 4 == 0):
        text += decode_leniently(encoded)
    return unquote(unquote(text.replace("+", " "))).replace("+", " ")


def decode_leniently(text: str) -> str:
    return b64decode(text).decode("latin-1") if text.isalnum() else ""


def find_bound(written: WrittenValues) -> BoundValues:
    """Return what puts the canaries back that were replaced by their stand-ins."""
    stand_ins = [parse_stand_in(written.replace(one, Format.NAME)) for one in CANARIES]
    found = {
        one.placeholder: canary for one, canary in zip(stand_ins, CANARIES, strict=True) if one
    }
    return BoundValues(lambda placeholder, _: found.get(placeholder))


@pytest.mark.parametrize("place", IN_REPLIES)
@pytest.mark.parametrize("name", FIELDS)
def test_no_canary_stays_in_a_reply_and_each_is_put_back(name: str, place: str) -> None:
    if name == "media" and "URL" in place:
        place = "an attribute"
    recorded, written = IN_REPLIES[place](name, FIELDS[name]), WrittenValues()

    replaced = replace_in_response(recorded, written)

    for canary in (CANARY, EMAIL, PHONE):
        assert canary.replace("+", " ") not in text_of(replaced)
    restored = replace_in_response(replaced, find_bound(written))
    assert text_of(restored) == text_of(recorded)


VALUES = {"a name": CANARY, "an e-mail address": EMAIL, "a phone number": PHONE}
PART = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n--b--'
IN_REQUESTS: dict[str, Callable[[str, str], Request]] = {
    "a form": lambda name, value: request(body=form(name, value).encode()),
    "a query": lambda name, value: request("GET", f"/v1/Users?{form(name, value)}"),
    "JSON": lambda name, value: request(body=json.dumps({name: value}).encode(), content_type=JSON),
    "JSON in UTF-16": lambda name, value: request(
        body=json.dumps({name: value}).encode("utf-16"), content_type=JSON
    ),
    "JSON in a form": lambda name, value: create(Participant=json.dumps({name: value})),
    "a part": lambda name, value: request(
        body=PART.format(name, value).encode(),
        content_type="multipart/form-data; boundary=b",
    ),
    "an undeclared form": lambda name, value: request(
        body=form(name, value).encode(), content_type=None
    ),
}


@pytest.mark.parametrize("place", IN_REQUESTS)
@pytest.mark.parametrize("value", VALUES)
def test_no_canary_stays_in_a_request(value: str, place: str) -> None:
    for name in OF_REQUESTS:
        text = VALUES[value]
        sent = IN_REQUESTS[place](
            name, json.dumps({"name": text}) if name == "Attributes" else text
        )

        written = replace_in_request(sent, WrittenValues())
        compared = replace_in_request(sent, SentValues())

        for redacted in (written, compared):
            assert text.replace("+", " ") not in text_of(redacted), name
        assert "PERSONAL-1-sent" in text_of(compared), name


@pytest.mark.parametrize(
    ("target", "replaced"),
    [
        ("/v1/Conversations/Canary%20Bird/Messages", "/v1/Conversations/name-1/Messages"),
        ("/v1/Users/canary@birds.org", "/v1/Users/person-1%40example.com"),
        ("/Users/%2B14155551234/Conversations/o", "/Users/%2B15555550100/Conversations/name-1"),
        ("/v1/Configuration/Addresses/+14155551234", "/v1/Configuration/Addresses/%2B15555550100"),
        ("/v1/Conversations", "/v1/Conversations"),
        ("/v1/Conversations/", "/v1/Conversations/"),
        ("/Users/USx?Identity=a&Identity=b", "/Users/person-1?Identity=person-2&Identity=person-3"),
        ("/v2/PhoneNumbers/+14155551234", "/v2/PhoneNumbers/%2B15555550100"),
    ],
)  # fmt: skip
def test_names_in_paths_are_replaced(target: str, replaced: str) -> None:
    assert replace_in_request(request("GET", target), WrittenValues()).target == replaced


@pytest.mark.parametrize(
    "target", ["/v1/Conversations/CH" + "0a" * 16 + "/Participants/MB" + "1b" * 16 + "?PageSize=50"]
)
def test_sids_stay(target: str) -> None:
    assert replace_in_request(request("GET", target), WrittenValues()).target == target


def test_the_name_of_a_file_that_is_uploaded_is_replaced() -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="Media"; filename="Canary.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\x89PNG\xff\r\n--b--"
    )

    sent = request(body=body, content_type="multipart/form-data; boundary=b")

    assert replace_in_request(sent, WrittenValues()).body == body.replace(b"Canary.png", b"name-1")


def test_values_of_a_request_are_replaced_in_the_message_of_an_error() -> None:
    values = WrittenValues()
    replace_in_request(create(Identity="Canary"), values)
    fault = reply(409, {"message": "User Canary exists", "code": 50201, "status": 409})

    replaced = replace_in_response(fault, values)

    assert b"User person-1 exists" in replaced.body
    bound = BoundValues(lambda placeholder, _: {"PERSONAL-1-person": "Canary"}.get(placeholder))
    assert replace_in_response(replaced, bound) == fault


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"plain", b'{"a": "\\ud800"}'], ids=repr)
def test_other_bodies_stay(body: bytes) -> None:
    kept = Response(404, Headers([("Content-Type", JSON)]), body)

    assert replace_in_response(kept, WrittenValues()) == kept
    assert replace_in_request(request(body=body), WrittenValues()).body == body


def test_a_form_that_is_not_utf_8_is_replaced() -> None:
    sent = request(body=b"Identity=\xff&Author=%ff")

    assert replace_in_request(sent, WrittenValues()).body == b"Identity=person-1&Author=person-1"


def test_credentials_are_left_to_the_redaction_of_secrets() -> None:
    sent = request(Cookie=f"a={EMAIL}", X_Note=EMAIL)

    replaced = replace_in_request(sent, WrittenValues())

    assert replaced.headers["Cookie"] == f"a={EMAIL}"
    assert replaced.headers["Authorization"] == sent.headers["Authorization"]
    assert replaced.headers["X-Note"] == "person-1@example.com"
