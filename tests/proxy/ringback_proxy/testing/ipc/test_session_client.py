import socket
import threading
from collections.abc import Iterator

import pytest

from ringback.errors import RingbackError, UsageError
from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc import session_client
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.ipc.session_client import SessionClient

SPEC = SessionSpec(FakeSettings())


@pytest.fixture
def client(process: ProxyProcess) -> SessionClient:
    return process.sessions


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def connect(listener: socket.socket, token: str = "t") -> SessionClient:
    return SessionClient(listener.getsockname()[1], token, lambda: "it is gone")


def test_a_mistake_is_a_usage_error_with_the_proxy_s_words(client: SessionClient) -> None:
    with pytest.raises(UsageError, match=r"^there is no session 'nobody'$"):
        client.fetch_history("nobody")


def test_an_interrupted_call_does_not_disturb_the_next(
    client: SessionClient, fake: Ringback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(connection: socket.socket) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(session_client, "_read_line", interrupt)
        with pytest.raises(KeyboardInterrupt):
            client.begin("interrupted", SPEC)
    assert client.fetch_history(fake._name).entries == ()
    assert client.end("interrupted", ended_well=True).missed == ()


def test_threads_take_turns(client: SessionClient, fake: Ringback) -> None:
    found: list[int] = []

    def ask() -> None:
        found.extend(len(client.fetch_history(fake._name).entries) for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0] * 160


def test_an_answer_in_pieces_is_read_to_its_end(listener: socket.socket) -> None:
    client = connect(listener)
    server, _ = listener.accept()

    def answer() -> None:
        for piece in (b'["done", ["a war', b'ning"', b"]]\n"):
            server.sendall(piece)

    thread = threading.Thread(target=answer)
    thread.start()
    assert client.begin("one", SPEC) == ("a warning",)
    thread.join()
    client.close()
    server.close()


def test_something_is_done_while_the_proxy_begins_a_session(listener: socket.socket) -> None:
    client = connect(listener)
    server, _ = listener.accept()

    def answer() -> None:
        with server.makefile("rb") as calls:
            assert b'"begin"' in calls.readline()
        server.sendall(b'["done", []]\n')

    assert client.begin("one", SPEC, answer) == ()  # else it would wait for ever
    client.close()
    server.close()


def test_a_failure_meanwhile_is_not_taken_for_the_proxy_s(
    client: SessionClient, fake: Ringback
) -> None:
    def fail() -> None:
        raise OSError("injected")

    with pytest.raises(OSError, match="injected"):
        client.begin("failed", SPEC, fail)
    assert client.fetch_history(fake._name).entries == ()
    assert client.end("failed", ended_well=False).missed == ()


def test_a_failure_of_the_proxy_is_a_bug(listener: socket.socket) -> None:
    client = connect(listener)
    server, _ = listener.accept()
    server.sendall(b'["broken", "Traceback: injected"]\n')
    with pytest.raises(RingbackError, match=r"(?s)a bug in Ringback:\nTraceback: injected"):
        client.begin("one", SPEC)
    client.close()
    server.close()


def test_an_unauthorized_client_is_not_answered(process: ProxyProcess) -> None:
    token = "x" * len(process.info.control_token)
    stranger = SessionClient(process.info.sessions_port, token, lambda: "it is gone")
    with pytest.raises(RingbackError, match="it is gone"):
        stranger.begin("stranger", SPEC)
    stranger.close()


def test_a_closed_client_does_not_connect_again(listener: socket.socket) -> None:
    client = connect(listener)
    client.close()
    with pytest.raises(RingbackError, match="it is gone"):
        client.fetch_history("x")
    listener.setblocking(False)
    listener.accept()[0].close()
    with pytest.raises(BlockingIOError):
        listener.accept()
