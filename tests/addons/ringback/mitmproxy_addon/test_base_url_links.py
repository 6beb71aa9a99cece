import json
from typing import Any

import pytest

from ringback.http.messages import Headers, Response
from ringback.mitmproxy_addon import base_url_links

API = "https://conversations.twilio.com"
BASE = "http://docker.internal:8081"


def moved(document: Any) -> Any:
    response = Response(200, body=json.dumps(document).encode())
    return json.loads(base_url_links.rewrite_links(response, BASE).body)


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
        pytest.param({"url": {"odd": f"{API}/v1"}}, id="a url that is no text"),
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

    assert base_url_links.rewrite_links(response, BASE) is response


def test_a_reply_whose_objects_lie_too_deep_is_left_as_it_is() -> None:
    depth = 3_000
    body = b'{"a":[' * depth + b'{"url":"%s/v1"}' % API.encode() + b"]}" * depth
    response = Response(200, body=body)

    assert base_url_links.rewrite_links(response, BASE) is response


def test_everything_but_the_links_stays() -> None:
    body = '{"friendly_name": "Grüße \\ud83d", "n": 1.50, "url": "' + API + '/v1"}'
    response = Response(201, Headers([("A", "1")]), body.encode(), "Created")

    on_base = base_url_links.rewrite_links(response, BASE)

    assert (on_base.status, on_base.headers, on_base.reason) == (201, response.headers, "Created")
    assert json.loads(on_base.body) == {**json.loads(body), "url": f"{BASE}/v1"}
    assert on_base.body.isascii()  # else half a surrogate pair would be no UTF-8
