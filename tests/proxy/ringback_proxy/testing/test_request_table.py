import re
from pathlib import Path

from ringback.http.messages import Request
from ringback_proxy.testing.exchange import Exchange
from ringback_proxy.testing.request_assertion import RequestAssertion
from ringback_proxy.testing.request_table import format_table
from tests.support.cassettes.exchanges import create, created, request

ROOT = Path(__file__).parents[4]


def exchanges(*requests: Request) -> list[Exchange]:
    return [Exchange(one, created(), "fake", 0.0) for one in requests]


def test_without_a_request_the_message_names_a_section_of_the_documentation() -> None:
    (message,) = format_table([])
    named = re.search(r"'(.+)' in (docs/\S+\.md)", message)
    assert named is not None
    assert f"## {named[1]}\n" in (ROOT / named[2]).read_text()


def test_the_table_has_a_row_for_each_exchange() -> None:
    assert format_table(exchanges(create(), request("GET", "/v1/Conversations/CH1"))) == [
        "     #  request                    status  source",
        "     1  POST /v1/Conversations     201     fake",
        "     2  GET /v1/Conversations/CH1  201     fake",
    ]


def test_the_closest_is_marked_with_what_differs() -> None:
    assertion = RequestAssertion("POST", "/v1/Conversations", {"FriendlyName": "coffee"})
    came = exchanges(request("GET", "/v1"), create(FriendlyName="tea"))
    differing = "method GET; path /v1; form FriendlyName absent"
    assert format_table(came, assertion)[1:] == [
        f"     1  GET /v1                 201     fake    {differing}",
        "  >  2  POST /v1/Conversations  201     fake    form FriendlyName='tea'",
    ]


def test_one_request_too_many_differs_in_nothing() -> None:
    assert format_table(exchanges(create()), RequestAssertion("POST"))[-1].endswith(
        "fake    nothing"
    )


def test_the_closest_of_very_many_is_listed() -> None:
    came = exchanges(*(request("GET") for _ in range(40)), create(), request("GET"))
    lines = format_table(came, RequestAssertion("POST"))
    assert lines[-2].startswith("  >  41  POST")
    assert lines[-1] == "  and 11 more"


def test_a_long_request_is_cut_and_another_host_is_named() -> None:
    long = request("GET", "/v1/" + "x" * 90)
    other = Request("CONNECT", "https", "example.org", 443, "/")
    lines = format_table(exchanges(long, other))
    assert "x…" in lines[1]
    assert "CONNECT https://example.org/" in lines[2]


def test_without_requests_it_explains_why_there_may_be_none() -> None:
    (line,) = format_table([])
    assert line.startswith("No request reached the proxy. A client that reads the proxy only when")
