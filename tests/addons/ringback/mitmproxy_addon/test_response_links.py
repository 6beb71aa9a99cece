import json
from typing import Any

import pytest

from ringback.http.messages import Headers, Response
from ringback.http.origin import Origin
from ringback.mitmproxy_addon import response_links

API = "https://conversations.twilio.com"
BASE = "http://docker.internal:8081"


def moved(document: Any) -> Any:
    response = Response(200, body=json.dumps(document).encode())
    return json.loads(response_links.rewrite_links(response, BASE).body)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({"url": f"{API}/v1/C/CH1"}, {"url": f"{BASE}/v1/C/CH1"}, id="url"),
        pytest.param({"url": API}, {"url": BASE}, id="no path"),
        pytest.param(
            {"links": {"messages": f"{API}/v1/M", "webhooks": None}},
            {"links": {"messages": f"{BASE}/v1/M", "webhooks": None}},
            id="links",
        ),
        pytest.param(
            {"meta": {"next_page_url": f"{API}/v1/C?Page=1", "page": 0}},
            {"meta": {"next_page_url": f"{BASE}/v1/C?Page=1", "page": 0}},
            id="meta",
        ),
        pytest.param(
            {"conversations": [{"url": f"{API}/v1/C/CH1"}, "text"]},
            {"conversations": [{"url": f"{BASE}/v1/C/CH1"}, "text"]},
            id="a list's items",
        ),
    ],
)
def test_a_link_is_moved(document: Any, expected: Any) -> None:
    assert moved(document) == expected


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"attributes": json.dumps({"url": f"{API}/v1"})}, id="attributes"),
        pytest.param({"friendly_name": f"{API}/v1"}, id="friendly name"),
        pytest.param({"url": f"{API}.example.com/v1"}, id="a longer host"),
        pytest.param({"url": f"https://example.com/?from={API}/v1"}, id="another's link"),
        pytest.param({"url": {"odd": f"{API}/v1"}}, id="a url that is not text"),
        pytest.param({"links": [f"{API}/v1"]}, id="links that are no object"),
        pytest.param([{"url": f"{API}/v1"}], id="no object"),
    ],
)
def test_nothing_else_is_moved(document: Any) -> None:
    assert moved(document) == document


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"sid": "CH1"}', id="no link"),
        pytest.param(b"see " + API.encode(), id="no JSON"),
        pytest.param(b"\xff" + API.encode(), id="no text"),
        pytest.param(b'{"conversations.twilio.com":' * 200_000, id="too deep to read"),
    ],
)
def test_a_reply_without_links_is_left_as_it_is(body: bytes) -> None:
    response = Response(200, body=body)

    assert response_links.rewrite_links(response, BASE) is response


def test_a_reply_whose_objects_lie_too_deep_is_left_as_it_is() -> None:
    depth = 3_000
    body = b'{"a":[' * depth + b'{"url":"%s/v1"}' % API.encode() + b"]}" * depth
    response = Response(200, body=body)

    assert response_links.rewrite_links(response, BASE) is response


def test_everything_but_the_links_stays() -> None:
    body = '{"friendly_name": "Grüße \\ud83d", "n": 1.50, "url": "' + API + '/v1"}'
    response = Response(201, Headers([("A", "1")]), body.encode(), "Created")

    on_base = response_links.rewrite_links(response, BASE)

    assert (on_base.status, on_base.headers, on_base.reason) == (201, response.headers, "Created")
    assert json.loads(on_base.body) == {**json.loads(body), "url": f"{BASE}/v1"}
    assert on_base.body.isascii()  # else half a surrogate pair would be no UTF-8


UPSTREAM = Origin("https", "staging.example", 443)


@pytest.mark.parametrize(
    ("link", "origin"),
    [
        ("https://staging.example/v1/C?Page=1", UPSTREAM),
        ("https://staging.example:443/v1/C?Page=1", UPSTREAM),
        ("HTTPS://Staging.Example/v1/C?Page=1", UPSTREAM),
        ("http://staging.example/v1/C?Page=1", UPSTREAM),
        ("http://127.0.0.1:18123/v1/C?Page=1", Origin("http", "127.0.0.1", 18123)),
        ("http://[::1]:18123/v1/C?Page=1", Origin("http", "::1", 18123)),
        ("http://staging.example/v1/C?Page=1", Origin("http", "Staging.Example", 80)),
    ],
)
@pytest.mark.parametrize("member", ["url", "links", "meta"])
def test_a_link_to_the_upstream_leads_to_the_host_that_was_asked(
    member: str, link: str, origin: Origin
) -> None:
    def body(url: str) -> dict[str, Any]:
        return {"url": url} if member == "url" else {member: {"next_page_url": url}}

    response = Response(200, body=json.dumps(body(link)).encode())

    restored = response_links.rewrite_links(response, API, origin)

    assert json.loads(restored.body) == body(f"{API}/v1/C?Page=1")


@pytest.mark.parametrize(
    "link",
    [
        f"{API}/v1",
        "https://staging.example:8443/v1",
        "https://staging.example.org/v1",
        "https://anna@staging.example/v1",
        "ftp://staging.example/v1",
        "https://staging.example:port/v1",
        "//staging.example/v1",
    ],
)
def test_a_link_elsewhere_stays(link: str) -> None:
    body = f'{{"url":"{link}", "n": 1.50, "friendly_name": "staging.example"}}'.encode()
    response = Response(200, body=body)

    assert response_links.rewrite_links(response, API, UPSTREAM) is response


def test_text_beside_a_link_stays_readable() -> None:
    response = Response(200, body=f'{{"friendly_name": "Grüße", "url": "{API}/v1"}}'.encode())

    assert "Grüße".encode() in response_links.rewrite_links(response, BASE).body


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Location", "{}/v1/C?Page=1", "{}/v1/C?Page=1"),
        ("location", " {}/v1/C", "{}/v1/C"),
        ("Content-Location", "{}/v1/C/CH1", "{}/v1/C/CH1"),
        (
            "Link",
            '<{}/v1/C?Page=1>; rel="next", <https://example.com/v1>; rel="help"',
            '<{}/v1/C?Page=1>; rel="next", <https://example.com/v1>; rel="help"',
        ),
    ],
)
def test_a_header_that_names_the_upstream_leads_to_the_host_that_was_asked(
    name: str, value: str, expected: str
) -> None:
    headers = Headers([("A", "1"), (name, value.format("https://staging.example")), ("B", "2")])
    response = Response(307, headers, b"", "Temporary Redirect")

    restored = response_links.rewrite_links(response, API, UPSTREAM)

    assert restored.headers.pairs == (("A", "1"), (name, expected.format(API)), ("B", "2"))
    assert (restored.status, restored.reason) == (307, "Temporary Redirect")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Location", "/v1/C?Page=1"),
        ("Location", "https://example.com/?from=https://staging.example/v1"),
        ("Location", "https://anna@staging.example/v1"),
        ("Link", "https://staging.example/v1"),
        ("X-Seen", "https://staging.example/v1"),
    ],
)
def test_a_header_that_leads_elsewhere_stays(name: str, value: str) -> None:
    response = Response(307, Headers([(name, value)]))

    assert response_links.rewrite_links(response, API, UPSTREAM) is response
