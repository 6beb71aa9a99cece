"""Recording what an HTTPS upstream answers, well behaved or not."""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.certificates import Certificate
from support.clients import curl_client
from support.starting import Start, starter
from support.understudy import ACCOUNT, CONVERSATIONS, TOKEN, Server
from support.upstream import Manner, Upstream

# What stands in a cassette for the account that recorded it.
OWN_ACCOUNT = "AC" + "0" * 32

Interaction = dict[str, dict[str, Any]]


class Recording:
    """A server that records, and what it adds to its cassette from now on."""

    def __init__(self, server: Server, cassette: Path) -> None:
        self.server = server
        self.cassette = cassette
        self._before = len(self._interactions())

    @property
    def interactions(self) -> list[Interaction]:
        return self._interactions()[self._before :]

    def _interactions(self) -> list[Interaction]:
        if not self.cassette.exists():
            return []
        return list(yaml.safe_load(self.cassette.read_text())["interactions"])


def record(start: Start, folder: Path, *options: str) -> Recording:
    """Start a server that records into a folder that is not there yet."""
    cassette = folder / "cassettes" / "create.yaml"
    return Recording(start("record", "--cassette", cassette, *options), cassette)


@pytest.fixture(scope="module")
def recorder(
    tmp_path_factory: pytest.TempPathFactory, upstream_server: Upstream
) -> Iterator[Recording]:
    folder = tmp_path_factory.mktemp("recorder")
    with ExitStack() as stack:
        yield record(starter(folder, stack), folder, *upstream_server.arguments)


@pytest.fixture
def recording(recorder: Recording, upstream: Upstream) -> Recording:
    """One server for all, from each test's beginning on; a test's name is in what it creates."""
    return Recording(recorder.server, recorder.cassette)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


def test_an_answer_is_on_disk_when_the_client_has_it(recording: Recording) -> None:
    live = recording.server.create(FriendlyName="Ada")

    assert live.headers["understudy"] == "live"
    assert [entry["response"]["status"] for entry in recording.interactions] == [
        {"code": 201, "message": "Created"}
    ]


def test_the_recording_names_the_url_that_the_client_asked_for(recording: Recording) -> None:
    recording.server.create(FriendlyName="Ada")

    request = recording.interactions[0]["request"]
    assert request["uri"] == CONVERSATIONS
    assert request["method"] == "POST"
    assert request["body"] == "FriendlyName=Ada"


def test_the_upstream_gets_the_clients_own_credentials(
    recording: Recording, upstream: Upstream
) -> None:
    recording.server.create()

    assert upstream.seen[0].credentials == (ACCOUNT, TOKEN)
    assert upstream.seen[0].headers["Host"] == f"localhost:{upstream.port}"
    assert "Understudy" not in upstream.seen[0].headers
    assert "Proxy-Authorization" not in upstream.seen[0].headers


def test_a_killed_recorder_has_lost_nothing_that_a_client_saw(
    tmp_path: Path, upstream: Upstream, start: Start
) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    cassette = tmp_path / "create.yaml"
    server = Server(("record", "--cassette", str(cassette), *upstream.arguments), folder)
    live = server.create(FriendlyName="Ada")

    assert server.stop(signal.SIGKILL).status == -signal.SIGKILL

    assert start("replay", "--cassette", cassette).create(FriendlyName="Ada").text == live.text


def test_a_session_of_requests_replays_in_its_order(recording: Recording, start: Start) -> None:
    def session(server: Server) -> list[tuple[int, str]]:
        with server.client() as client:
            created = client.post(CONVERSATIONS, data={"FriendlyName": "Ada"})
            url = f"{CONVERSATIONS}/{created.json()['sid']}"
            answers = [created, client.get(url), client.get(CONVERSATIONS), client.delete(url)]
            answers.append(client.get(url))
        return [(answer.status_code, answer.text) for answer in answers]

    live = session(recording.server)

    assert [status for status, _ in live] == [201, 200, 200, 204, 404]
    assert session(start("replay", "--cassette", recording.cassette)) == live


def test_a_compressed_answer_is_readable_in_the_cassette_and_plain_on_replay(
    recording: Recording, upstream: Upstream, start: Start, name: str
) -> None:
    upstream.behave(Manner.GZIP)

    live = recording.server.create(FriendlyName=name)
    replayed = start("replay", "--cassette", recording.cassette).create(FriendlyName=name)

    assert live.headers["content-encoding"] == "gzip"
    assert f'"friendly_name": "{name}"' in recording.interactions[0]["response"]["body"]["string"]
    assert replayed.text == live.text
    assert "content-encoding" not in replayed.headers
    assert replayed.headers["content-length"] == str(len(live.content))


def test_a_rate_limit_is_recorded_and_replayed(
    recording: Recording, upstream: Upstream, start: Start, name: str
) -> None:
    upstream.behave(Manner.RATE_LIMITED)

    live = recording.server.create(FriendlyName=name)
    replayed = start("replay", "--cassette", recording.cassette).create(FriendlyName=name)

    assert (live.status_code, live.json()["code"]) == (429, 20429)
    assert (replayed.status_code, replayed.json()) == (429, live.json())


@pytest.mark.parametrize("manner", [Manner.HALF, Manner.RESET], ids=str)
def test_a_broken_answer_is_a_502_and_not_recorded(
    recording: Recording, upstream: Upstream, manner: Manner
) -> None:
    upstream.behave(manner, Manner.ORDINARY)

    broken = recording.server.create(FriendlyName="broken")
    whole = recording.server.create(FriendlyName="whole")

    assert broken.status_code == 502
    assert broken.headers["understudy"] == "error"
    assert broken.json()["message"].startswith("understudy: ")
    assert whole.status_code == 201
    assert len(recording.interactions) == 1


def test_over_http2_a_broken_answer_does_not_break_those_after_it(
    recording: Recording, upstream: Upstream
) -> None:
    upstream.behave(Manner.RESET, Manner.ORDINARY)
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


def test_many_at_once_are_all_recorded(recording: Recording) -> None:
    names = [f"one of many, {number}" for number in range(40)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda name: recording.server.create(FriendlyName=name), names))

    recorded = [entry["response"]["body"]["string"] for entry in recording.interactions]
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(recorded) == sorted(without_account(answer.text) for answer in answers)


def without_account(text: str) -> str:
    return text.replace(ACCOUNT, OWN_ACCOUNT)


def test_what_cannot_be_written_is_a_500_and_the_cassette_stays_whole(
    recording: Recording, upstream: Upstream
) -> None:
    if not hasattr(resource, "prlimit"):
        pytest.skip("the system cannot limit the files of a running process")
    recording.server.create(FriendlyName="before")
    with file_size_limit(recording.server.process.pid, recording.cassette.stat().st_size + 100):
        refused = recording.server.create(FriendlyName="too much")
    after = recording.server.create(FriendlyName="after")

    assert refused.status_code == 500
    assert refused.headers["understudy"] == "error"
    assert str(recording.cassette) in refused.json()["message"]
    assert after.status_code == 201
    assert [entry["request"]["body"] for entry in recording.interactions] == [
        "FriendlyName=before",
        "FriendlyName=after",
    ]


@contextmanager
def file_size_limit(pid: int, size: int) -> Iterator[None]:
    """Let a running process write no longer files, as a full disk would not."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


def test_an_upstream_that_never_answers_is_a_504_and_not_recorded(
    start: Start, tmp_path: Path, upstream: Upstream
) -> None:
    recording = record(start, tmp_path, *upstream.arguments, "--upstream-timeout", "0.2")
    upstream.behave(Manner.STALLED)

    late = recording.server.create()

    assert late.status_code == 504
    assert late.headers["understudy"] == "error"
    assert "--upstream-timeout" in late.json()["message"]
    assert recording.interactions == []


def test_an_upstream_that_is_down_is_a_502(start: Start, tmp_path: Path) -> None:
    with Upstream(tmp_path) as gone:
        arguments = gone.arguments
    recording = record(start, tmp_path, *arguments)

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
def test_a_bad_certificate_is_a_502_that_says_why_and_nothing_is_sent_or_recorded(
    start: Start, tmp_path: Path, certificate: Certificate, reason: str
) -> None:
    with Upstream(tmp_path, certificate) as upstream:
        recording = record(start, tmp_path, *upstream.arguments)
        refused = recording.server.create()

    assert refused.status_code == 502
    assert refused.headers["understudy"] == "error"
    assert reason.lower() in refused.json()["message"].lower()
    assert upstream.url in refused.json()["message"]
    assert upstream.seen == []
    assert recording.interactions == []
