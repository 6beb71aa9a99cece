"""HTTP requests of all kinds to the fake, and its responses."""

import json
import subprocess
from collections.abc import Iterator

import httpx
import pytest

from tests.support.clients import curl_client
from tests.support.http.wire import dial, exchange, over_tls, tunnel
from tests.support.process.process_usage import ProcessUsage
from tests.support.process.ringback import CONVERSATIONS, Server
from tests.support.process.starting import Start
from tests.support.twilio.canned import CannedServer
from tests.support.twilio.upstream import Upstream, bomb


@pytest.fixture
def client(fake: Server) -> Iterator[httpx.Client]:
    with fake.client() as client:
        yield client


def test_every_answer_has_a_header_with_its_source(client: httpx.Client) -> None:
    assert client.post(CONVERSATIONS).headers["ringback"] == "fake"


def test_a_create_without_a_body_or_a_content_type_has_the_defaults(client: httpx.Client) -> None:
    created = client.post(CONVERSATIONS)

    assert created.status_code == 201
    assert created.json()["attributes"] == "{}"
    assert created.json()["state"] == "active"


def test_no_credentials_are_refused(fake: Server) -> None:
    with fake.client(auth=None) as client:
        refused = client.post(CONVERSATIONS)

    assert (refused.status_code, refused.json()["code"]) == (401, 20003)


@pytest.mark.parametrize(
    ("option", "version"),
    # HTTP/1.0 is answered with the server's own version, as RFC 9110 requires.
    [("--http1.0", "1.1"), ("--http1.1", "1.1"), ("--http2", "2")],
)
def test_every_version_of_http_is_answered(fake: Server, option: str, version: str) -> None:
    shown = ("-o", "-", "-w", "\n%{http_version} %{response_code}")
    command = curl_client("FriendlyName=Ada", options=(option,))

    output = subprocess.run(
        (*command, *shown), env=fake.environment, capture_output=True, text=True, check=True
    ).stdout

    assert output.endswith(f"\n{version} 201")


def test_a_chunked_request_is_read(client: httpx.Client) -> None:
    chunks = iter([b"Friendly", b"Name=Ada"])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    created = client.post(CONVERSATIONS, content=chunks, headers=headers)

    assert created.json()["friendly_name"] == "Ada"


def test_an_expected_100_comes_before_the_answer(fake: Server) -> None:
    connection = over_tls(
        tunnel(fake.address, "conversations.twilio.com:443"),
        fake.ca,
        "conversations.twilio.com",
    )
    head = (
        b"POST /v1/Conversations HTTP/1.1\r\nHost: conversations.twilio.com\r\n"
        b"Content-Length: 0\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )

    reply = exchange(connection, head)

    assert reply.startswith(b"HTTP/1.1 100 ")
    assert b"\r\n\r\nHTTP/1.1 401 " in reply


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    url = client.post(CONVERSATIONS, data={"FriendlyName": "Ada"}).json()["url"]

    fetched, head = client.get(url), client.head(url)

    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == fetched.headers["content-type"]


def test_options_need_no_credentials(fake: Server) -> None:
    with fake.client(auth=None) as client:
        answer = client.options(CONVERSATIONS, headers={"Origin": "https://app.example"})

    assert answer.is_success
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_another_method_is_not_allowed(client: httpx.Client) -> None:
    refused = client.put(CONVERSATIONS)

    assert (refused.status_code, refused.json()["code"]) == (405, 20004)


def test_a_body_over_a_megabyte_is_too_large(client: httpx.Client) -> None:
    refused = client.post(CONVERSATIONS, data={"Attributes": "x" * 1_048_577})

    assert (refused.status_code, refused.json()["code"]) == (413, 20413)


def test_a_body_that_decompresses_to_too_much_is_too_large(fake: Server) -> None:
    before = ProcessUsage.measure(fake.ready.pid).peak
    with fake.client() as client:
        refused = client.post(CONVERSATIONS, content=bomb(), headers={"Content-Encoding": "gzip"})

    assert refused.status_code == 413
    assert refused.json()["code"] == 20413
    assert ProcessUsage.measure(fake.ready.pid).peak < before + 50


@pytest.mark.parametrize(
    "host",
    ["conversations.dublin.ie1.twilio.com", "conversations.au1.twilio.com"],
    ids=["edge and region", "region"],
)
def test_an_edge_host_is_the_conversations_api(client: httpx.Client, host: str) -> None:
    created = client.post(f"https://{host}/v1/Conversations")

    assert created.status_code == 201
    assert created.json()["url"].startswith(f"https://{host}/v1/Conversations/CH")


@pytest.mark.parametrize(
    ("url", "headers", "expected"),
    [
        ("https://api.twilio.com/2010-04-01/Accounts.json", {}, "api.twilio.com"),
        ("http://conversations.twilio.com/v1/Conversations", {}, "HTTPS"),
        (
            CONVERSATIONS,
            {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"},
            "WebSocket",
        ),
    ],
    ids=["another Twilio host", "plain HTTP", "WebSocket"],
)
def test_requests_outside_of_the_api_over_https_miss(
    client: httpx.Client, url: str, headers: dict[str, str], expected: str
) -> None:
    miss = client.get(url, headers=headers)

    assert miss.status_code == 501
    assert miss.headers["ringback"] == "miss"
    assert miss.headers["cache-control"] == "no-store"
    assert miss.json()["status"] == 501
    assert set(miss.json()) == {"message", "status"}
    assert miss.json()["message"].startswith("ringback: ")
    assert expected in miss.json()["message"]


@pytest.mark.parametrize(
    "sent",
    [
        b"rubbish\r\n\r\n",
        (
            b"POST /v1/Conversations HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
            b"Content-Length: 2\r\n\r\nab"
        ),
        (
            b"POST /v1/Conversations HTTP/1.1\r\nHost: conversations.twilio.com\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\nX-Trailer: 1\r\n\r\n"
        ),
    ],
    ids=["no request line", "two lengths", "trailers"],
)
def test_a_malformed_request_is_refused_as_json(fake: Server, sent: bytes) -> None:
    connection = over_tls(
        tunnel(fake.address, "conversations.twilio.com:443"),
        fake.ca,
        "conversations.twilio.com",
    )

    head, _, body = exchange(connection, sent).partition(b"\r\n\r\n")

    assert b"application/json" in head.lower()
    assert json.loads(body)["message"].startswith("ringback: ")


def test_plain_http_to_another_host_is_forwarded_unchanged(fake: Server) -> None:
    served = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
    with CannedServer(served) as other:
        request = f"GET {other.url}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        reply = exchange(dial(fake.address), request)

    assert reply.endswith(b"\r\n\r\nhi")
    assert b"ringback" not in reply.lower()


def test_a_tunnelled_host_presents_its_own_certificate(fake: Server, upstream: Upstream) -> None:
    authority = f"localhost:{upstream.port}"
    direct = over_tls(dial(("localhost", upstream.port)), upstream.ca, "localhost")
    tunnelled = over_tls(tunnel(fake.address, authority), upstream.ca, "localhost")

    with direct, tunnelled:
        assert tunnelled.getpeercert(binary_form=True) == direct.getpeercert(binary_form=True)


@pytest.mark.parametrize(
    ("validation", "status", "code"), [("strict", 400, 50304), ("warn", 201, None)]
)
def test_the_documentations_own_example_is_all_placeholders(
    start: Start, validation: str, status: int, code: int | None
) -> None:
    with start("fake", "--validation", validation).client() as client:
        answer = client.post(CONVERSATIONS, content=DOCUMENTED.encode(), headers=FORM_HEADERS)

    assert (answer.status_code, answer.json().get("code")) == (status, code)


FORM_HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "X-Twilio-Webhook-Enabled": "true",
}
DOCUMENTED = (
    "Attributes=string&DateCreated=2023-05-04T09%3A42%3A00%2B00%3A00"
    "&DateUpdated=2023-05-04T09%3A42%3A00%2B00%3A00&FriendlyName=string"
    "&MessagingServiceSid=string&State=inactive&Timers.Closed=string&Timers.Inactive=string"
    "&UniqueName=string"
)
