"""A stop loses nothing: requests in flight are answered and recorded first."""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.process.ringback import Server
from tests.support.process.starting import Start
from tests.support.twilio.upstream import Behavior, Upstream


def test_a_request_in_flight_is_answered_and_recorded(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    cassette = ("--cassette", tmp_path / "one.yaml")
    server = start("record", *cassette, *upstream.arguments)
    upstream.behave(Behavior.DELAYED)

    with ThreadPoolExecutor() as pool:
        answer = pool.submit(server.create, FriendlyName="Ada")
        upstream.wait_for_request()
        server.signal(signal.SIGTERM)
        server.wait_until_closed()
        upstream.release()
        live = answer.result()
    finished = server.wait()

    assert live.status_code == 201
    assert finished.status == 0
    assert finished.stderr.splitlines()[-1]
    assert start("replay", *cassette).create(FriendlyName="Ada").text == live.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_server_exits_with_a_summary_and_removes_its_ready_file(
    start: Start, number: signal.Signals
) -> None:
    server = start("fake")
    server.create()

    finished = server.stop(number)

    assert finished.status == 0
    assert finished.stdout == ""
    assert "1 exchange" in finished.stderr
    assert not server.ready_file.exists()


def test_open_connections_do_not_delay_the_stop(start: Start) -> None:
    server = start("fake")

    with server.client() as client:
        client.get("https://conversations.twilio.com/v1/Conversations")
        finished = server.stop()

    assert finished.status == 0
    assert "Traceback" not in finished.stderr


def test_a_second_signal_ends_it_without_waiting_for_requests_in_flight(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    folder = tmp_path / "hurried"
    folder.mkdir()
    cassette = ("--cassette", str(tmp_path / "one.yaml"))
    server = Server(("record", *cassette, *upstream.arguments), folder)
    upstream.behave(Behavior.DELAYED)

    with ThreadPoolExecutor() as pool:
        answer = pool.submit(server.create, FriendlyName="Ada")
        upstream.wait_for_request()
        server.signal(signal.SIGINT)
        server.wait_until_closed()
        server.signal(signal.SIGINT)
        finished = server.wait()
        upstream.release()

    assert answer.exception() is not None
    assert finished.status == 128 + signal.SIGINT
    assert "Traceback" not in finished.stderr
    assert not server.ready_file.exists()
