"""`RINGBACK_ENGINE=plain` runs mitmproxy as it is, with the same answers in every mode."""

import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.clients import parse_output, python_client
from tests.support.http.wire import dial, exchange
from tests.support.process.ringback import CREDENTIALS, run
from tests.support.process.starting import Start
from tests.support.twilio.canned import CannedServer
from tests.support.twilio.upstream import Behavior, Upstream


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_ENGINE", "plain")


def without_what_changes(reply: Mapping[str, object]) -> dict[str, object]:
    """Return a reply without what differs from one run to the next."""
    return {
        name: value
        for name, value in reply.items()
        if name not in ("sid", "date_created", "date_updated", "url", "links")
        and not name.endswith("_sid")
    }


def test_the_fake_answers_as_the_fast_engine_does(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = start("fake").create(FriendlyName="Ada")
    monkeypatch.delenv("RINGBACK_ENGINE")
    fast = start("fake").create(FriendlyName="Ada")

    assert (plain.status_code, fast.status_code) == (201, 201)
    assert list(plain.headers) == list(fast.headers)
    assert without_what_changes(plain.json()) == without_what_changes(fast.json())


def test_twilios_own_client_works_around_a_command(tmp_path: Path) -> None:
    command = ("fake", "--", *python_client("twilio", "FriendlyName=Ada"))

    finished = run(*command, folder=tmp_path, environment=CREDENTIALS)

    assert finished.status == 0, finished.stderr
    assert parse_output(finished.stdout).status == 201
    assert "1 exchange: 1 fake" in finished.stderr


def test_the_base_url_is_served(start: Start) -> None:
    server = start("fake", "--base-url-port", "0")
    host, port = str(server.ready.base_url).removeprefix("http://").split(":")
    request = b"GET /v1/Conversations HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"

    assert exchange(dial((host, int(port))), request).startswith(b"HTTP/1.1 401 ")


def test_what_is_recorded_is_replayed(start: Start, tmp_path: Path, upstream: Upstream) -> None:
    cassette = ("--cassette", tmp_path / "one.yaml")
    recording = start("record", *cassette, *upstream.arguments)
    live = recording.create(FriendlyName="Ada")
    assert recording.stop().status == 0

    replaying = start("replay", *cassette)
    replayed, missing = replaying.create(FriendlyName="Ada"), replaying.create(FriendlyName="Bob")

    assert (live.status_code, live.headers["ringback"]) == (201, "live")
    assert replayed.text == live.text
    assert (missing.status_code, missing.headers["ringback"]) == (501, "miss")
    assert len(upstream.requests) == 1


def test_offline_nothing_reaches_twilio(start: Start) -> None:
    server = start("fake")

    with server.client() as client:
        other = client.get("https://api.twilio.com/2010-04-01/Accounts.json")

    assert other.status_code == 501
    assert other.headers["ringback"] in ("miss", "fake")


def test_a_request_in_flight_is_answered_when_it_stops(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    server = start("record", "--cassette", tmp_path / "one.yaml", *upstream.arguments)
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
    assert "Traceback" not in finished.stderr


def test_open_connections_do_not_delay_the_stop(start: Start) -> None:
    server = start("fake")

    with server.client() as client:
        client.get("https://conversations.twilio.com/v1/Conversations")
        finished = server.stop()

    assert finished.status == 0
    assert "Traceback" not in finished.stderr


def test_an_unknown_engine_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGBACK_ENGINE", "slow")

    finished = run("fake", "--", "true", folder=tmp_path)

    assert finished.status == 2
    assert finished.stderr == (
        "ringback: RINGBACK_ENGINE is 'slow'; set it to fast or plain, or unset it\n"
    )


@pytest.mark.parametrize("status", [b"100 Continue", b"101 Switching Protocols", b"103 Hints"])
def test_an_interim_response_of_the_upstream_is_a_502_at_once(
    start: Start, tmp_path: Path, status: bytes
) -> None:
    cassette = tmp_path / "one.yaml"
    final = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"
    with CannedServer(b"HTTP/1.1 " + status + b"\r\n\r\n" + final) as upstream:
        server = start("record", "--cassette", cassette, "--upstream", upstream.url)

        reply = server.create(FriendlyName="Ada")

    assert reply.status_code == 502
    assert f"sent the interim status {status[:3].decode()}" in reply.json()["message"]
    assert not cassette.exists()
