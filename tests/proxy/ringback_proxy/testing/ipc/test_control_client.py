import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest

from ringback.errors import RingbackError, UsageError
from ringback.settings.table import FakeSettings
from ringback.twilio.values.faults import Fault
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc.control_client import ControlClient, rename_options
from ringback_proxy.testing.ipc.process import ProxyProcess

SPEC = SessionSpec(FakeSettings())


@pytest.fixture
def client(process: ProxyProcess, fake: Ringback) -> ControlClient:
    return process.control


def test_a_clock_keeps_its_fraction_of_a_second(client: ControlClient, fake: Ringback) -> None:
    moment = datetime(2026, 1, 31, 12, 0, 0, 250_000, tzinfo=UTC)
    client.set_clock(fake._name, moment)
    client.advance_clock(fake._name, timedelta(days=400, seconds=1, microseconds=5))
    assert client.read_clock(fake._name) == moment + timedelta(days=400, seconds=1, microseconds=5)


def test_faults_are_added_to_those_before(client: ControlClient, fake: Ringback) -> None:
    client.fail_next(fake._name, Fault(429, 20429, "Too Many Requests"), 2)
    client.fail_next(fake._name, Fault(418, 12345, "no tea"), 1)
    rules = client._call("GET", fake._name, "/faults")
    assert [(rule["name"], rule["status"], rule["times"]) for rule in rules] == [
        ("twilio-20429", 429, 2),
        ("twilio-12345", 418, 1),
    ]


def test_a_mistake_is_a_usage_error_with_the_proxy_s_words(client: ControlClient) -> None:
    with pytest.raises(UsageError, match=r"^there is no session 'nobody'$"):
        client.fetch_history("nobody")


def test_only_a_replay_has_unplayed_recordings(client: ControlClient, fake: Ringback) -> None:
    with pytest.raises(UsageError, match="only a replay can play all recordings"):
        client.fetch_unplayed(fake._name)


def test_an_interrupted_call_does_not_disturb_the_next(
    client: ControlClient, fake: Ringback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(client._connection, "receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            client.read_clock(fake._name)
    assert client.fetch_history(fake._name).entries == ()


def test_something_is_done_while_the_proxy_begins_a_session() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = ControlClient(listener.getsockname()[1], "token", lambda: "it is gone")
        server, _ = listener.accept()

        def answer() -> None:
            assert server.recv(1 << 16).startswith(b"PUT ")
            server.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{"warnings": []}')

        with server:
            assert client.begin("one", SPEC, answer) == ()  # else it would wait for ever
        client.close()


def test_a_failure_meanwhile_is_not_taken_for_the_proxy_s(
    client: ControlClient, fake: Ringback
) -> None:
    def fail() -> None:
        raise OSError("injected")

    with pytest.raises(OSError, match="injected"):
        client.begin("failed", SPEC, fail)
    assert client.fetch_history(fake._name).entries == ()
    assert client.end("failed", ended_well=False).missed == ()


def test_threads_take_turns(client: ControlClient, fake: Ringback) -> None:
    found: list[int] = []

    def ask() -> None:
        found.extend(len(client.fetch_history(fake._name).entries) for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0] * 160


def test_an_unauthorized_client_is_refused(process: ProxyProcess) -> None:
    stranger = ControlClient(process.info.control_port, "wrong", lambda: "it is gone")
    with pytest.raises(RingbackError, match="send Authorization: Bearer TOKEN"):
        stranger.begin("stranger", SPEC)
    stranger.close()
    with pytest.raises(RingbackError, match="it is gone"):
        stranger.fetch_history("x")


def test_messages_name_options_as_a_test_run_has_them() -> None:
    assert rename_options("give another --confdir, please") == (
        "give another RINGBACK_CONFDIR, or serve(confdir=...), please"
    )
