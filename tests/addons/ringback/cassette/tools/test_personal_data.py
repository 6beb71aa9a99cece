import json
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import pytest

from ringback.cassette.model import Interaction, Recording
from ringback.cassette.redaction.personal.personal_data import PersonalData
from ringback.cassette.tools.personal_data import find_left, find_replaceable
from ringback.cassette.tools.phone_numbers import PhoneNumbers
from ringback.http.messages import Request, Response
from tests.support.cassettes.exchanges import CONVERSATION, create, created, request

PHONE, EMAIL = "(415) 555-2671", "ada@lovelace.org"


def encode(text: str) -> str:
    return b64encode(text.encode()).decode()


def replaceable(sent: Request, response: Response) -> list[str]:
    recording = Recording(sent, response, Path("one.yaml"), 1, 1)
    return find_replaceable(recording, PersonalData())[1]


def left(sent: Request, response: Response, numbers: PhoneNumbers) -> list[str]:
    return list(find_left(Interaction(sent, response), numbers))


def test_the_places_are_named_that_redaction_would_change() -> None:
    sent = create(Identity="ada", A="b")

    assert replaceable(sent, created(identity="ada", state="active")) == [
        "Identity in the request body",
        "identity in the response body",
    ]
    assert replaceable(create(Identity="person-1"), created(identity="person-1")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PHONE, "a phone number"),
        (quote(PHONE), "a phone number"),
        (quote(quote(PHONE)), "a phone number"),
        (json.dumps(json.dumps([f"call {PHONE}"])), "a phone number"),
        (encode(f"call {PHONE}"), "a phone number"),
        (f"token.{encode(f'call {PHONE} now')}.x", "a phone number"),
        (EMAIL, "an e-mail address"),
        (encode(encode(EMAIL)), "an e-mail address"),
        (EMAIL.replace("@", "\\u0040"), "an e-mail address"),
        ("person-1@example.com, a@b.test, x@localhost", None),
        ("no address @ all, v1.2@3", None),
        (CONVERSATION, None),
        ("+15555550100", None),
    ],
)
def test_what_is_left_is_found_in_any_encoding(
    numbers: PhoneNumbers, text: str, found: str | None
) -> None:
    expected = [] if found is None else [f"{found} in note in the response body"]

    assert left(create(A="b"), created(note=text), numbers) == expected


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (create(Note=PHONE), "Note in the request body"),
        (request("GET", f"/v1/Users?Note={quote(PHONE)}"), "the URL"),
        (request(X_Note=PHONE), "the request header X-Note"),
        (request(body=PHONE.encode(), content_type="text/plain"), "the request body"),
    ],
)
def test_each_place_is_named(numbers: PhoneNumbers, sent: Request, place: str) -> None:
    assert left(sent, created(), numbers) == [f"a phone number in {place}"]
