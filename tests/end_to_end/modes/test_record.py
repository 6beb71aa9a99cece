"""Recording the answers of a well-behaved upstream, and replaying them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.support.cassettes.recording import Recording
from tests.support.http.plain import NO_CAS
from tests.support.process.ringback import ACCOUNT, CONVERSATIONS, TOKEN, Server
from tests.support.process.starting import Start
from tests.support.process.waiting import TIMEOUT
from tests.support.twilio.conversations import API
from tests.support.twilio.upstream import Behavior, Upstream

# The placeholder of the caller's account in a cassette.
OWN_ACCOUNT = "AC" + "0" * 32


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


def test_an_interaction_is_on_disk_when_the_client_has_the_answer(recording: Recording) -> None:
    live = recording.server.create(FriendlyName="Ada")

    assert live.headers["ringback"] == "live"
    assert [entry["response"]["status"] for entry in recording.interactions] == [
        {"code": 201, "message": "Created"}
    ]


def test_the_recording_has_the_url_of_the_client(recording: Recording) -> None:
    recording.server.create(FriendlyName="Ada")

    request = recording.interactions[0]["request"]
    assert request["uri"] == CONVERSATIONS
    assert request["method"] == "POST"
    assert request["body"] == "FriendlyName=Ada"


def test_the_upstream_gets_the_clients_own_credentials(
    recording: Recording, upstream: Upstream
) -> None:
    recording.server.create()

    assert upstream.requests[0].credentials == (ACCOUNT, TOKEN)
    assert upstream.requests[0].headers["Host"] == f"localhost:{upstream.port}"
    assert "Ringback" not in upstream.requests[0].headers
    assert "Proxy-Authorization" not in upstream.requests[0].headers


def test_a_sequence_of_requests_is_replayed_in_order(recording: Recording, start: Start) -> None:
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
    upstream.behave(Behavior.GZIP)

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
    upstream.behave(Behavior.RATE_LIMITED)

    live = recording.server.create(FriendlyName=name)
    replayed = start("replay", "--cassette", recording.cassette).create(FriendlyName=name)

    assert (live.status_code, live.json()["code"]) == (429, 20429)
    assert (replayed.status_code, replayed.json()) == (429, live.json())


def test_parallel_requests_are_all_recorded(recording: Recording) -> None:
    names = [f"one of many, {number}" for number in range(40)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda name: recording.server.create(FriendlyName=name), names))

    recorded = [entry["response"]["body"]["string"] for entry in recording.interactions]
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(recorded) == sorted(without_account(answer.text) for answer in answers)


def without_account(text: str) -> str:
    return text.replace(ACCOUNT, OWN_ACCOUNT)


@pytest.mark.parametrize("over", ["the proxy", "the base URL"])
def test_pages_of_another_upstream_are_all_recorded(
    over: str, start: Start, tmp_path: Path
) -> None:
    def list_sids(server: Server, fill: int) -> list[list[str]]:
        base = server.ready.base_url if over == "the base URL" else API
        url: str | None = f"{base}/v1/Conversations?PageSize=2"
        pages: list[list[str]] = []
        direct = httpx.Client(
            auth=(ACCOUNT, TOKEN), trust_env=False, verify=NO_CAS, timeout=TIMEOUT
        )
        with server.client() if base == API else direct as client:
            for number in range(fill):
                client.post(f"{base}/v1/Conversations", data={"FriendlyName": str(number)})
            while url is not None:
                assert url.startswith(f"{base}/")
                page = client.get(url).json()
                pages.append([item["sid"] for item in page["conversations"]])
                url = page["meta"]["next_page_url"]
        return pages

    upstream = start("fake", "--base-url-port", "0").ready.base_url
    cassette = tmp_path / "pages.yaml"
    options = ("--cassette", cassette, "--base-url-port", "0")
    recorder = start("record", *options, "--upstream", str(upstream))
    live = list_sids(recorder, fill=5)
    assert recorder.stop().status == 0

    replay = start("replay", *options, "--strict")
    assert list_sids(replay, fill=5) == live
    assert [len(page) for page in live] == [2, 2, 1]
    assert "127.0.0.1" not in cassette.read_text()
