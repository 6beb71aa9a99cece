import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.twilio.certificates import Certificate
from tests.support.twilio.upstream import Behavior, Upstream

ACCOUNT = "AC" + "0a" * 16
TOKEN = "1b" * 16


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        yield upstream


@pytest.fixture
def upstream(server: Upstream) -> Iterator[Upstream]:
    yield server
    server.reset()


@pytest.fixture
def client(upstream: Upstream) -> Iterator[httpx.Client]:
    trust = ssl.create_default_context(cafile=upstream.ca)
    auth = (ACCOUNT, TOKEN)
    with httpx.Client(base_url=upstream.url, verify=trust, auth=auth, trust_env=False) as client:
        yield client


def test_a_created_conversation_can_be_fetched_listed_and_deleted(client: httpx.Client) -> None:
    created = client.post("/v1/Conversations", data={"FriendlyName": "Ada"})
    url = f"/v1/Conversations/{created.json()['sid']}"

    assert created.status_code == 201
    assert created.json()["friendly_name"] == "Ada"
    assert created.json()["account_sid"] == ACCOUNT
    assert client.get(url).json() == created.json()
    assert client.get("/v1/Conversations").json()["conversations"] == [created.json()]
    assert client.delete(url).status_code == 204
    assert client.get(url).json()["code"] == 20404


def test_it_stores_requests_with_their_credentials(
    client: httpx.Client, upstream: Upstream
) -> None:
    client.post("/v1/Conversations?a=b", content=b"FriendlyName=%F0%9F%8E%AD")

    assert upstream.requests[0].credentials == (ACCOUNT, TOKEN)
    assert upstream.requests[0].target == "/v1/Conversations?a=b"
    assert upstream.requests[0].body == b"FriendlyName=%F0%9F%8E%AD"


def test_it_reads_chunked_requests(client: httpx.Client, upstream: Upstream) -> None:
    client.post("/v1/Conversations", content=iter([b"Friendly", b"Name=Ada"]))

    assert upstream.requests[0].body == b"FriendlyName=Ada"


def test_it_keeps_connections_open(client: httpx.Client, upstream: Upstream) -> None:
    before = upstream.connections

    client.get("/v1/Conversations")
    client.get("/v1/Conversations")

    assert upstream.connections == before + 1


def test_gzip_is_decoded_by_the_client(client: httpx.Client, upstream: Upstream) -> None:
    upstream.behave(Behavior.GZIP)

    response = client.post("/v1/Conversations")

    assert response.headers["content-encoding"] == "gzip"
    assert response.json()["state"] == "active"


def test_a_rate_limit_is_an_error_of_twilio_s(client: httpx.Client, upstream: Upstream) -> None:
    upstream.behave(Behavior.RATE_LIMITED)

    response = client.post("/v1/Conversations")

    assert (response.status_code, response.json()["code"]) == (429, 20429)


def test_behaviors_apply_in_order_and_the_last_stays(
    client: httpx.Client, upstream: Upstream
) -> None:
    upstream.behave(Behavior.RATE_LIMITED, Behavior.ECHO, Behavior.ORDINARY)

    statuses = [client.post("/v1/Conversations").status_code for _ in range(4)]

    assert statuses == [429, 400, 201, 201]


def test_the_echo_repeats_the_token(client: httpx.Client, upstream: Upstream) -> None:
    upstream.behave(Behavior.ECHO)

    response = client.post("/v1/Conversations")

    assert TOKEN in response.text
    assert TOKEN in response.headers["set-cookie"]


@pytest.mark.parametrize("manner", [Behavior.TRUNCATED, Behavior.RESET], ids=str)
def test_a_broken_answer_raises_in_the_client(
    client: httpx.Client, upstream: Upstream, manner: Behavior
) -> None:
    upstream.behave(manner)

    with pytest.raises(httpx.TransportError):
        client.post("/v1/Conversations")


def test_a_stalled_answer_never_comes(client: httpx.Client, upstream: Upstream) -> None:
    upstream.behave(Behavior.STALLED)

    with pytest.raises(httpx.ReadTimeout):
        client.post("/v1/Conversations", timeout=httpx.Timeout(5, read=0.05))


def test_a_delayed_request_is_answered_when_released(
    client: httpx.Client, upstream: Upstream
) -> None:
    upstream.behave(Behavior.DELAYED)
    answers: list[int] = []
    thread = threading.Thread(
        target=lambda: answers.append(client.post("/v1/Conversations").status_code)
    )
    thread.start()
    upstream.wait_for_request()

    assert answers == []
    upstream.release()
    thread.join()
    assert answers == [201]


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (Certificate.UNTRUSTED, "unable to get local issuer certificate"),
        (Certificate.EXPIRED, "certificate has expired"),
        (Certificate.WRONG_HOST, "Hostname mismatch"),
    ],
    ids=str,
)
def test_a_bad_certificate_is_refused_with_the_reason(
    tmp_path: Path, certificate: Certificate, reason: str
) -> None:
    with Upstream(tmp_path, certificate) as upstream:
        trust = ssl.create_default_context(cafile=upstream.ca)

        with pytest.raises(httpx.ConnectError, match=reason):
            httpx.get(upstream.url, verify=trust, trust_env=False)

        assert upstream.requests == []
