"""Sessions that one proxy begins or ends, for all proxies of a state."""

import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.http.plain import NO_CAS
from tests.support.process.ringback import ACCOUNT, TOKEN, Server
from tests.support.process.starting import Start
from tests.support.process.waiting import TIMEOUT, wait_for
from tests.support.state.killed import killed

ROUNDS = 15
SETTINGS = {"seed": 7, "now": "2026-01-31T12:00:00Z", "fault": ["unavailable,times=2,method=GET"]}


@pytest.fixture
def proxies(start: Start, tmp_path: Path) -> list[Server]:
    """Three proxies with one state."""
    return [start_fake(start, tmp_path) for _ in range(3)]


def start_fake(start: Start, folder: Path, *options: str) -> Server:
    return start("fake", "--base-url-port", "0", "--state", folder / "state.sqlite", *options)


def ask(server: Server, name: str, method: str = "POST", path: str = "") -> httpx.Response:
    url = f"{server.ready.base_url}/sessions/{name}/v1/Conversations{path}"
    auth = (ACCOUNT, TOKEN)
    return httpx.request(method, url, auth=auth, trust_env=False, verify=NO_CAS, timeout=TIMEOUT)


def call(server: Server, method: str, path: str, document: Any = None) -> Any:
    with server.control() as control:
        return control.request(method, f"/sessions{path}", json=document)


def list_sessions(server: Server) -> set[str]:
    return {one["name"] for one in call(server, "GET", "").json()["sessions"]}


def test_a_session_that_one_proxy_begins_has_its_settings_on_all(proxies: list[Server]) -> None:
    assert call(proxies[0], "PUT", "/worker", SETTINGS).status_code == 201

    assert [list_sessions(server) for server in proxies] == [{"default", "worker"}] * 3
    made = [ask(server, "worker").json() for server in proxies]
    assert [one["date_created"] for one in made] == ["2026-01-31T12:00:00Z"] * 3
    assert len({one["sid"] for one in made}) == 3
    reads = [ask(server, "worker", "GET").status_code for server in (*proxies, *proxies)]
    assert reads == [503, 503, 200, 200, 200, 200]
    fetched = [call(server, "GET", "/worker").json()["clock"]["frozen"] for server in proxies]
    assert fetched == [True] * 3


def test_a_client_s_first_request_finds_a_session_of_another_proxy(proxies: list[Server]) -> None:
    for number in range(ROUNDS):
        first, second, *_ = proxies[number % 3 :] + proxies
        call(first, "PUT", f"/worker-{number}", {"now": "2026-01-31T12:00:00Z"})
        made = ask(second, f"worker-{number}").json()
        assert made["date_created"] == "2026-01-31T12:00:00Z"


def test_a_session_that_one_proxy_ends_has_ended_on_all(proxies: list[Server]) -> None:
    call(proxies[0], "PUT", "/worker", {})
    for server in proxies:
        assert ask(server, "worker").status_code == 201

    assert call(proxies[1], "DELETE", "/worker").status_code == 200

    late = [ask(server, "worker") for server in proxies]
    assert [one.status_code for one in late] == [501] * 3
    assert all("the session 'worker' has ended" in one.json()["message"] for one in late)
    assert [list_sessions(server) for server in proxies] == [{"default"}] * 3
    gone = [call(server, "GET", "/worker/exchanges") for server in proxies]
    assert [one.status_code for one in gone] == [404] * 3


def test_a_session_that_a_client_has_named_ends_on_all_proxies_too(proxies: list[Server]) -> None:
    for server in proxies[:2]:
        assert ask(server, "named").status_code == 201
    call(proxies[0], "DELETE", "/named")

    assert [ask(server, "named").status_code for server in proxies] == [501] * 3
    call(proxies[2], "PUT", "/named", {})
    assert [len(ask(server, "named", "GET").json()["conversations"]) for server in proxies] == [
        0
    ] * 3


def test_a_session_that_is_begun_anew_has_its_new_settings_on_all(proxies: list[Server]) -> None:
    call(proxies[0], "PUT", "/worker", {"now": "2026-01-01T00:00:00Z"})
    for number, server in enumerate(proxies):
        assert ask(server, "worker").status_code == 201
        now = f"2026-02-0{number + 1}T00:00:00Z"
        assert call(server, "PUT", "/worker", {"now": now}).status_code == 200
        made = [ask(one, "worker").json()["date_created"] for one in proxies]
        assert made == [now] * 3


def test_a_session_and_its_settings_are_there_after_a_kill(start: Start, tmp_path: Path) -> None:
    with killed(tmp_path / "state.sqlite", tmp_path / "killed") as server:
        call(server, "PUT", "/worker", SETTINGS)
        made = ask(server, "worker").json()["sid"]
        assert ask(server, "worker", "GET").status_code == 503
    again = start_fake(start, tmp_path)

    assert list_sessions(again) == {"default", "worker"}
    statuses = [ask(again, "worker", "GET", f"/{made}").status_code for _ in range(2)]
    assert statuses == [503, 200]


def test_a_session_in_another_mode_is_answered_by_its_proxy_alone(
    proxies: list[Server], tmp_path: Path
) -> None:
    first, second, _ = proxies
    cassette = tmp_path / "empty.yaml"
    cassette.write_text("version: 1\ninteractions: []\n")
    assert ask(second, "worker").status_code == 201
    begun = call(first, "PUT", "/worker", {"mode": "replay", "cassette": str(cassette)})
    assert begun.status_code in (200, 201), begun.text

    assert "cassette" in ask(first, "worker").json()["message"]
    refused = ask(second, "worker").json()["message"]
    address = f"{first.ready.host}:{first.ready.port}"
    assert f"is in replay mode, which only the proxy {address}" in refused
    first.stop()
    wait_for(
        lambda: "has ended" in ask(second, "worker").json()["message"] or None,
        lambda: "its proxy has stopped, and the session goes on",
    )
    call(second, "PUT", "/worker", {})
    assert ask(second, "worker").status_code == 201


def test_a_token_of_a_session_is_not_written(proxies: list[Server], tmp_path: Path) -> None:
    secret = "0f1e2d3c" * 4
    document = {"account_sid": ACCOUNT, "auth_token": secret}

    refused = call(proxies[0], "PUT", "/worker", document)

    assert refused.status_code == 400
    assert "auth_token cannot be kept in a state that lasts" in refused.json()["message"]
    assert list_sessions(proxies[0]) == {"default"}
    assert call(proxies[0], "PUT", "/worker", {"account_sid": ACCOUNT}).is_success
    files = tmp_path.glob("state.sqlite*")
    assert all(secret.encode() not in file.read_bytes() for file in files)


def test_a_session_begins_with_a_document_on_all_proxies(proxies: list[Server]) -> None:
    document = {"conversations": [{"unique_name": "ticket", "messages": [{"body": "hi"}]}]}
    begun = call(proxies[0], "PUT", "/worker", {"start_with": document})
    assert begun.status_code == 201, begun.text

    found = [ask(server, "worker", "GET", "/ticket/Messages").json() for server in proxies]
    assert [one["messages"][0]["body"] for one in found] == ["hi"] * 3
    assert len({one["messages"][0]["sid"] for one in found}) == 1
    call(proxies[1], "POST", "/worker/reset")
    again = [ask(server, "worker", "GET", "/ticket").json()["sid"] for server in proxies]
    assert len(set(again)) == 1
    assert again[0] != found[0]["messages"][0]["conversation_sid"]


def test_exchanges_are_those_of_a_proxy_which_is_named(proxies: list[Server]) -> None:
    for server in proxies[:2]:
        ask(server, "worker")
    found = [call(server, "GET", "/worker/exchanges").json() for server in proxies]

    assert [len(one["exchanges"]) for one in found] == [1, 1, 0]
    assert len({one["proxy"] for one in found}) == 3
    for server, one in zip(proxies, found, strict=True):
        assert one["proxy"].startswith(f"{server.ready.host}:{server.ready.port} (")
        page = httpx.get(
            f"http://{server.ready.host}:{server.ready.port}/", trust_env=False, verify=NO_CAS
        )
        assert f"Proxy <code>{one['proxy']}</code>" in page.text
        assert call(server, "GET", "/worker/deliveries").json()["proxy"] == one["proxy"]


def test_requests_are_answered_while_proxies_begin_their_session_anew(
    proxies: list[Server],
) -> None:
    done = threading.Event()
    answers: list[int] = []

    def send(server: Server) -> None:
        while not done.is_set():
            answers.append(ask(server, "busy").status_code)

    threads = [threading.Thread(target=send, args=[server]) for server in proxies]
    for thread in threads:
        thread.start()
    calls = [
        call(server, method, f"/busy{path}", {}).status_code
        for _ in range(ROUNDS)
        for server in proxies[:2]
        for method, path in (("PUT", ""), ("POST", "/reset"))
    ]
    done.set()
    for thread in threads:
        thread.join()

    assert set(calls) <= {200, 201}
    assert set(answers) == {201}
    counts = {
        json.dumps([one["sid"] for one in ask(server, "busy", "GET").json()["conversations"]])
        for server in proxies
    }
    assert len(counts) == 1
