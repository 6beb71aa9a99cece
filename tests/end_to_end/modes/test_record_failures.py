"""Failures while recording: of the upstream, its certificate, the disk, the recorder."""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.cassettes.recording import Recording, start_recording
from tests.support.clients import curl_client
from tests.support.process.process_usage import ProcessUsage
from tests.support.process.ringback import CONVERSATIONS, Server
from tests.support.process.starting import Start
from tests.support.twilio.certificates import Certificate
from tests.support.twilio.upstream import Behavior, Upstream


def test_a_killed_recorder_loses_no_answered_interaction(
    tmp_path: Path, upstream: Upstream, start: Start
) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    cassette = tmp_path / "create.yaml"
    server = Server(("record", "--cassette", str(cassette), *upstream.arguments), folder)
    live = server.create(FriendlyName="Ada")

    assert server.stop(signal.SIGKILL).status == -signal.SIGKILL

    assert start("replay", "--cassette", cassette).create(FriendlyName="Ada").text == live.text


@pytest.mark.parametrize(
    "manner",
    [Behavior.TRUNCATED, Behavior.TRUNCATED_HEAD, Behavior.RESET, Behavior.NOT_HTTP],
    ids=str,
)
def test_a_broken_answer_is_a_502_and_not_recorded(
    recording: Recording, upstream: Upstream, manner: Behavior
) -> None:
    upstream.behave(manner, Behavior.ORDINARY)

    broken = recording.server.create(FriendlyName="broken")
    whole = recording.server.create(FriendlyName="whole")

    assert broken.status_code == 502
    assert broken.headers["ringback"] == "error"
    assert broken.json()["message"].startswith("ringback: ")
    assert whole.status_code == 201
    assert len(recording.interactions) == 1


def test_a_connection_that_the_upstream_has_closed_is_reopened(
    recording: Recording, upstream: Upstream
) -> None:
    upstream.behave(Behavior.CLOSES)

    with recording.server.client() as client:
        statuses = [client.post(CONVERSATIONS).status_code for _ in range(3)]

    assert statuses == [201, 201, 201]
    assert len(recording.interactions) == 3


def test_a_certificate_that_changes_is_verified_again(
    recording: Recording, upstream: Upstream
) -> None:
    upstream.behave(Behavior.CLOSES)
    with recording.server.client() as client:
        trusted = client.post(CONVERSATIONS)
        upstream.present(Certificate.UNTRUSTED)
        impostor = client.post(CONVERSATIONS)
        upstream.present(Certificate.GOOD)
        back = client.post(CONVERSATIONS)

    assert [trusted.status_code, impostor.status_code, back.status_code] == [201, 502, 201]
    assert "is not trusted" in impostor.json()["message"]
    assert len(recording.interactions) == 2
    assert len(upstream.requests) == 2


def test_an_answer_that_decompresses_to_too_much_is_recorded_compressed(
    recording: Recording, upstream: Upstream, start: Start
) -> None:
    upstream.behave(Behavior.BOMB)
    before = ProcessUsage.measure(recording.server.ready.pid).peak

    def received(server: Server) -> tuple[str, bytes]:
        asked = {"FriendlyName": "bomb"}
        with server.client() as client, client.stream("POST", CONVERSATIONS, data=asked) as reply:
            return reply.headers["Content-Encoding"], b"".join(reply.iter_raw())

    live = received(recording.server)

    assert live[0] == "gzip"
    assert ProcessUsage.measure(recording.server.ready.pid).peak < before + 150
    (interaction,) = recording.interactions
    assert interaction["response"]["headers"]["Content-Encoding"] == ["gzip"]
    assert received(start("replay", "-c", recording.cassette)) == live


def test_over_http2_a_broken_answer_does_not_affect_later_ones(
    recording: Recording, upstream: Upstream
) -> None:
    upstream.behave(Behavior.RESET, Behavior.ORDINARY)
    shown = ("--http2", "-o", os.devnull, "-w", "%{response_code} %{http_version}\n")
    first = (*curl_client("FriendlyName=first"), *shown)
    second = (*curl_client("FriendlyName=second"), *shown)

    output = subprocess.run(
        (*first, "--next", *second[1:]),
        env={**os.environ, **recording.server.environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert output == "502 2\n201 2\n"


def test_a_failed_write_is_a_500_and_the_cassette_stays_whole(
    recording: Recording, upstream: Upstream
) -> None:
    if not hasattr(resource, "prlimit"):
        pytest.skip("the system cannot limit the files of a running process")
    recording.server.create(FriendlyName="before")
    with file_size_limit(recording.server.process.pid, recording.cassette.stat().st_size + 100):
        refused = recording.server.create(FriendlyName="too much")
    after = recording.server.create(FriendlyName="after")

    assert refused.status_code == 500
    assert refused.headers["ringback"] == "error"
    assert str(recording.cassette) in refused.json()["message"]
    assert after.status_code == 201
    assert [entry["request"]["body"] for entry in recording.interactions] == [
        "FriendlyName=before",
        "FriendlyName=after",
    ]


@contextmanager
def file_size_limit(pid: int, size: int) -> Iterator[None]:
    """Limit the size of files that a running process may write, as a full disk does."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


def test_an_upstream_that_never_answers_is_a_504_and_not_recorded(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    recording = start_recording(start, tmp_path, *upstream.arguments, "--upstream-timeout", "0.2")
    upstream.behave(Behavior.STALLED)

    late = recording.server.create()

    assert late.status_code == 504
    assert late.headers["ringback"] == "error"
    assert "--upstream-timeout" in late.json()["message"]
    assert recording.interactions == []


def test_an_unreachable_upstream_is_a_502(start: Start, tmp_path: Path) -> None:
    with Upstream(tmp_path) as gone:
        arguments = gone.arguments
    recording = start_recording(start, tmp_path, *arguments)

    refused = recording.server.create()

    assert refused.status_code == 502
    assert arguments[1] in refused.json()["message"]
    assert recording.interactions == []


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (Certificate.UNTRUSTED, "unable to get local issuer certificate"),
        (Certificate.EXPIRED, "certificate has expired"),
        (Certificate.WRONG_HOST, "Hostname mismatch"),
    ],
    ids=str,
)
def test_a_bad_certificate_is_a_502_with_the_reason_and_nothing_is_sent_or_recorded(
    start: Start, tmp_path: Path, certificate: Certificate, reason: str
) -> None:
    with Upstream(tmp_path, certificate) as upstream:
        recording = start_recording(start, tmp_path, *upstream.arguments)
        refused = recording.server.create()

    assert refused.status_code == 502
    assert refused.headers["ringback"] == "error"
    assert reason.lower() in refused.json()["message"].lower()
    assert upstream.url in refused.json()["message"]
    assert upstream.requests == []
    assert recording.interactions == []
