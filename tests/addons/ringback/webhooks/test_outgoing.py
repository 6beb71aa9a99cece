from dataclasses import replace

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from ringback.http.forms import parse_pairs
from ringback.http.origin import Origin
from ringback.webhooks.destination import Destination, find_destination
from ringback.webhooks.outgoing import make_outgoing
from tests.support.webhooks.requests import TOKEN, webhook

VALIDATOR = RequestValidator(TOKEN)


def find(url: str, forward_to: Origin | None = None) -> Destination:
    found = find_destination(url, forward_to)
    assert isinstance(found, Destination)
    return found


def test_a_post_has_what_was_captured_from_twilio() -> None:
    url = "http://127.0.0.1:5000/hook?tenant=7"
    outgoing = make_outgoing(webhook(url, body="okay today"), find(url), "token-1")

    assert (outgoing.method, outgoing.target) == ("POST", "/hook?tenant=7")
    assert outgoing.body.startswith(b"EventType=onMessageAdded&ConversationSid=CH1111")
    assert outgoing.body.endswith(b"&Body=okay+today&RetryCount=0")
    headers = dict(outgoing.headers)
    assert headers.pop("X-Twilio-Signature")
    assert headers == {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "Host": "127.0.0.1:5000",
        "I-Twilio-Idempotency-Token": "token-1",
        "Accept": "*/*",
        "User-Agent": "TwilioProxy/1.1",
        "Connection": "close",
        "Content-Length": str(len(outgoing.body)),
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5000/hook",
        "http://localhost/hook?tenant=7&name=%C3%A9",
        "https://user:secret@localhost:8443/h%C3%B6k#rc=1",
        "https://bücher.example/ö?ü=1",
    ],
)
@pytest.mark.parametrize("body", ["hi", "Grüße, 世界 🎉", "a&b=c+d%20", ""])
def test_its_signature_is_valid_for_the_url_that_the_receiver_believes_in(
    url: str, body: str
) -> None:
    to = find(url, Origin("http", "127.0.0.1", 5000))
    request = webhook(url, body=body)
    repeated = replace(request, parameters=(*request.parameters, ("Filter", "b"), ("Filter", "a")))

    outgoing = make_outgoing(repeated, to, "token")

    sent = MultiDict(parse_pairs(outgoing.body.decode(), errors="strict"))
    received_at = f"{to.own}{outgoing.target}"
    assert VALIDATOR.validate(received_at, sent, dict(outgoing.headers)["X-Twilio-Signature"])


@pytest.mark.parametrize("url", ["http://localhost:5000/hook", "http://localhost:5000/hook?a=1"])
def test_a_get_has_its_parameters_in_the_query_which_is_signed(url: str) -> None:
    outgoing = make_outgoing(webhook(url, method="GET", body="é x"), find(url), "token")

    assert outgoing.method == "GET"
    assert outgoing.target.endswith("&Body=%C3%A9+x&RetryCount=0")
    assert outgoing.target.count("?") == 1
    assert outgoing.body == b""
    headers = dict(outgoing.headers)
    assert "Content-Type" not in headers
    received_at = f"http://localhost:5000{outgoing.target}"
    assert VALIDATOR.validate(received_at, {}, headers["X-Twilio-Signature"])


def test_the_number_of_an_attempt_is_sent_and_signed() -> None:
    url = "http://127.0.0.1:5000/hook"
    request = webhook(url)
    request = replace(request, parameters=(("RetryCount", "0"), *request.parameters))

    outgoing = make_outgoing(request, find(url), "token", 2)

    form = parse_pairs(outgoing.body.decode(), errors="strict")
    assert [value for name, value in form if name == "RetryCount"] == ["2"]
    assert VALIDATOR.validate(url, dict(form), dict(outgoing.headers)["X-Twilio-Signature"])


def test_a_forwarded_request_says_whose_it_is() -> None:
    url = "https://hooks.example.com:8443/hook"
    outgoing = make_outgoing(webhook(url), find(url, Origin("http", "app", 5000)), "token")

    headers = dict(outgoing.headers)
    assert headers["Host"] == "hooks.example.com:8443"
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["X-Forwarded-Host"] == "hooks.example.com:8443"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://hooks.example.com/hook", "hooks.example.com"),
        ("http://hooks.example.com:80/hook", "hooks.example.com"),
        ("https://hooks.example.com:8443/hook", "hooks.example.com:8443"),
        ("https://ada:pass@hooks.example.com/hook?a=b", "hooks.example.com"),
        ("https://[::1]:8443/hook", "[::1]:8443"),
    ],
)
def test_a_receiver_that_trusts_the_host_header_finds_the_signature_right(
    url: str, host: str
) -> None:
    outgoing = make_outgoing(webhook(url), find(url, Origin("http", "app", 5000)), "token")

    headers = dict(outgoing.headers)
    assert headers["Host"] == host
    seen = f"{headers['X-Forwarded-Proto']}://{headers['Host']}{outgoing.target}"
    form = dict(parse_pairs(outgoing.body.decode(), errors="strict"))
    assert VALIDATOR.validate(seen, form, headers["X-Twilio-Signature"])


def test_credentials_in_the_url_are_sent() -> None:
    url = "http://ada:p%40ss@127.0.0.1:5000/hook"
    outgoing = make_outgoing(webhook(url), find(url), "token")

    assert dict(outgoing.headers)["Authorization"] == "Basic YWRhOnBAc3M="


def test_without_an_auth_token_it_is_unsigned() -> None:
    url = "http://127.0.0.1:5000/hook"
    outgoing = make_outgoing(webhook(url, token=None), find(url), "token")

    assert "X-Twilio-Signature" not in dict(outgoing.headers)


def test_neither_the_signature_nor_the_body_is_in_a_repr() -> None:
    url = "http://127.0.0.1:5000/hook"
    assert "hook" in (shown := repr(make_outgoing(webhook(url), find(url), "token")))
    assert "Signature" not in shown
