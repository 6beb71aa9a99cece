import socket
import threading
from collections.abc import Iterator

import pytest

from ringback_proxy.testing.ipc.http_connection import HttpConnection

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def connection(listener: socket.socket) -> Iterator[HttpConnection]:
    connection = HttpConnection(listener.getsockname()[1], "Accept: a/b\r\n")
    yield connection
    connection.close()


def accept(listener: socket.socket, *pieces: bytes) -> bytes:
    """Read a request and answer it with some pieces; return the request."""
    client, _ = listener.accept()
    with client:
        request = client.recv(65_536)
        for piece in pieces:
            client.sendall(piece)
        return request


def test_a_request_is_sent_at_once(connection: HttpConnection, listener: socket.socket) -> None:
    connection.send("PUT", "/a?b", b"{}")
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    assert (
        accept(listener)
        == (
            f"PUT /a?b HTTP/1.1\r\nHost: {host}\r\nAccept: a/b\r\nContent-Length: 2\r\n\r\n{{}}"
        ).encode()
    )


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        pytest.param((OK,), (200, b"{}"), id="whole"),
        pytest.param([bytes([byte]) for byte in OK], (200, b"{}"), id="in pieces"),
        pytest.param(
            (
                b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n",
                b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
            ),
            (404, b"{}"),
            id="in chunks",
        ),
    ],
)
def test_a_response_is_read_to_its_end(
    connection: HttpConnection,
    listener: socket.socket,
    pieces: tuple[bytes, ...],
    expected: tuple[int, bytes],
) -> None:
    connection.send("GET", "/", b"")
    thread = threading.Thread(target=accept, args=(listener, *pieces))
    thread.start()
    assert connection.receive() == expected
    thread.join()


def test_requests_share_a_connection(connection: HttpConnection, listener: socket.socket) -> None:
    connection.send("GET", "/", b"")
    client, _ = listener.accept()
    with client:
        for _ in range(3):
            assert client.recv(65_536).startswith(b"GET / ")
            client.sendall(OK)
            assert connection.receive() == (200, b"{}")
            connection.send("GET", "/", b"")


def test_a_connection_that_the_other_side_ends_is_opened_again(
    connection: HttpConnection, listener: socket.socket
) -> None:
    last = OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    for _ in range(2):
        connection.send("GET", "/", b"")
        accept(listener, last)
        assert connection.receive() == (200, b"{}")


@pytest.mark.parametrize("answer", [b"", OK[:-1], b"garbage"], ids=["none", "cut off", "no HTTP"])
def test_what_is_no_response_is_an_error(
    connection: HttpConnection, listener: socket.socket, answer: bytes
) -> None:
    connection.send("GET", "/", b"")
    accept(listener, answer)
    with pytest.raises(ConnectionError):
        connection.receive()


def test_a_closed_connection_stays_closed(
    connection: HttpConnection, listener: socket.socket
) -> None:
    connection.close()
    with pytest.raises(ConnectionError):
        connection.send("GET", "/", b"")
    listener.setblocking(False)
    with pytest.raises(BlockingIOError):
        listener.accept()
