from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.drift.live_client import LiveClient
from ringback.errors import CertificateError, RingbackError
from ringback.http.messages import Headers, request_to
from ringback.settings import parsers
from tests.support.cassettes.exchanges import ACCOUNT, TOKEN
from tests.support.twilio.upstream import Behavior, Upstream

LIST = request_to(
    "GET", "https://conversations.twilio.com/v1/Conversations", Headers([("Accept", "*/*")])
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        yield upstream


@pytest.fixture
def upstream(server: Upstream) -> Upstream:
    server.reset()
    return server


def connect(upstream: Upstream, timeout: float = 60.0) -> LiveClient:
    return LiveClient(
        ACCOUNT,
        TOKEN,
        upstream=parsers.parse_upstream(upstream.url),
        upstream_ca=upstream.ca,
        timeout=timeout,
    )


def test_a_get_is_answered_and_carries_the_credentials(upstream: Upstream) -> None:
    response = connect(upstream).ask(LIST)

    (received,) = upstream.requests
    assert response.status == 200
    assert b'"meta"' in response.body
    assert (received.method, received.target) == ("GET", "/v1/Conversations")
    assert received.credentials == (ACCOUNT, TOKEN)


def test_a_fault_is_a_reply(upstream: Upstream) -> None:
    missing = request_to("GET", LIST.url + "/CHx")

    assert connect(upstream).ask(missing).status == 404


def test_a_target_that_no_url_can_hold_is_encoded(upstream: Upstream) -> None:
    connect(upstream).ask(request_to("GET", LIST.url + "?Name=Zoë x"))

    assert upstream.requests[0].target == "/v1/Conversations?Name=Zo%C3%AB%20x"


def test_only_gets_are_sent(upstream: Upstream) -> None:
    with pytest.raises(ValueError, match="POST is not sent"):
        connect(upstream).ask(request_to("POST", LIST.url))

    assert upstream.requests == []


def test_refused_credentials_end_the_run(upstream: Upstream) -> None:
    client = LiveClient("", "", upstream=parsers.parse_upstream(upstream.url),
                        upstream_ca=upstream.ca)  # fmt: skip

    with pytest.raises(RingbackError, match="refuses the credentials with 401"):
        client.ask(LIST)


@pytest.mark.parametrize("behavior", [Behavior.RESET, Behavior.NOT_HTTP, Behavior.TRUNCATED])
def test_an_upstream_that_fails_is_an_error_without_a_secret(
    upstream: Upstream, behavior: Behavior
) -> None:
    upstream.behave(behavior)

    with pytest.raises(RingbackError, match="does not answer") as error:
        connect(upstream).ask(LIST)

    assert TOKEN not in str(error.value)


def test_an_upstream_that_is_silent_is_given_up(upstream: Upstream) -> None:
    upstream.behave(Behavior.STALLED)

    with pytest.raises(RingbackError, match="does not answer"):
        connect(upstream, timeout=0.2).ask(LIST)


def test_an_upstream_that_nothing_vouches_for_is_refused(upstream: Upstream) -> None:
    client = LiveClient(ACCOUNT, TOKEN, upstream=parsers.parse_upstream(upstream.url))

    with pytest.raises(RingbackError, match="does not answer"):
        client.ask(LIST)

    assert upstream.requests == []


def test_a_ca_file_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("nothing")

    with pytest.raises(CertificateError, match="is not a PEM file of certificates"):
        LiveClient(ACCOUNT, TOKEN, upstream_ca=file)
