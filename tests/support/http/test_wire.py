import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.http.wire import dial, exchange, over_tls, read_head
from tests.support.twilio.upstream import Behavior, Upstream

REQUEST = b"GET /v1/Conversations HTTP/1.1\r\nConnection: close\r\n\r\n"


@pytest.fixture
def upstream(tmp_path: Path) -> Iterator[Upstream]:
    with Upstream(tmp_path) as upstream:
        yield upstream


def test_an_exchange_returns_everything_until_the_end(upstream: Upstream) -> None:
    connection = over_tls(dial(("127.0.0.1", upstream.port)), upstream.ca, "localhost")

    reply = exchange(connection, REQUEST)

    assert reply.startswith(b"HTTP/1.1 401 ")
    assert reply.endswith(b"}")


def test_a_reset_returns_what_was_received_before(upstream: Upstream) -> None:
    upstream.behave(Behavior.RESET)
    connection = over_tls(dial(("127.0.0.1", upstream.port)), upstream.ca, "localhost")

    assert exchange(connection, REQUEST) == b""


def test_a_head_is_read_and_no_byte_more(upstream: Upstream) -> None:
    with over_tls(dial(("127.0.0.1", upstream.port)), upstream.ca, "localhost") as connection:
        connection.sendall(REQUEST)

        assert read_head(connection).endswith(b"\r\n\r\n")
        assert connection.recv(1) == b"{"


def test_a_certificate_is_checked(upstream: Upstream) -> None:
    with dial(("127.0.0.1", upstream.port)) as connection, pytest.raises(ssl.SSLError):
        over_tls(connection, upstream.ca, "elsewhere.example")
