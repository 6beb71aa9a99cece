"""What of an exchange is found by a text."""

from dataclasses import replace

import pytest

from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Headers, Response
from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.page.views.text_search import TextSearch
from tests.support.cassettes.exchanges import TOKEN, create, reply
from tests.support.cassettes.exchanges import request as make_request

ENTRY = JournalEntry(
    replace(create(FriendlyName="Printer on fire", Attributes='{"a": "\u00e9"}')),
    reply(201, {"sid": "CHfeedface"}),
    Source.CASSETTE,
    0.0,
    "support.yaml",
    3,
    notes=("UniqeName is ignored",),
    report="the closest recording has another friend",
    fault="slow",
)


def finds(text: str, entry: JournalEntry = ENTRY, redactor: Redactor | None = None) -> bool:
    redactor = redactor or Redactor()
    redactor.remember(entry.request)
    return TextSearch(text).finds(7, entry, redactor)


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "7", "POST", "/v1/conversations", "https://conversations.twilio.com", "201",
        "cassette", "support.yaml #3", "slow", "uniqename", "closest", "friendlyname",
        "printer on fire", "fire printer", "\u00c9", "chfeedface", "post 201 printer",
    ],
)  # fmt: skip
def test_what_the_page_shows_is_found(text: str) -> None:
    assert finds(text)


@pytest.mark.parametrize("text", ["404", "printer 404", "printer+on+fire", "basic"])
def test_what_it_does_not_show_is_not_found(text: str) -> None:
    assert not finds(text)


def test_the_decoded_query_is_found() -> None:
    request = make_request("GET", "/v1/Conversations?FriendlyName=Printer%20room")
    assert finds("printer room", replace(ENTRY, request=request))


def test_a_body_that_is_no_form_is_found() -> None:
    request = make_request("POST", "/v1/Conversations", b'{"name": "Printer"}')
    assert finds('"printer"', replace(ENTRY, request=request))


def test_a_secret_cannot_be_guessed() -> None:
    response = Response(200, Headers(), TOKEN.encode(), "")
    entry = replace(ENTRY, request=create(Password="hunter22"), response=response)
    assert not finds("hunter", entry)
    assert not finds(TOKEN[:8], entry)
    assert finds("password", entry)
