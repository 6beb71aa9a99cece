"""Proxies that have one state: after a restart, after a kill, and at the same time."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.http.plain import NO_CAS
from tests.support.process.ringback import Server, run
from tests.support.process.starting import Start
from tests.support.process.waiting import wait_for
from tests.support.state.databases import damage
from tests.support.state.killed import killed
from tests.support.state.unique_names import client, list_names
from tests.support.webhooks.accepting_receiver import accepting_receiver

ROUNDS = 25
PEOPLE = {"Participant": ['{"identity": "ada"}', '{"identity": "bob"}'], "UniqueName": "people"}
TIMED = {"UniqueName": "timed", "Timers.Inactive": "PT1H"}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


def start_fake(start: Start, state: Path, *options: str | Path) -> Server:
    return start("fake", "--base-url-port", "0", "--state", state, *options)


def show(api: httpx.Client, paths: list[str]) -> list[object]:
    """Return what a client sees at paths."""
    origin = str(api.base_url)
    return [json.loads(api.get(path).text.replace(origin, "")) for path in paths]


def test_a_restart_finds_what_a_killed_proxy_had(start: Start, state: Path, tmp_path: Path) -> None:
    with killed(state, tmp_path / "killed") as server, client(server) as api:
        posted: list[tuple[str, dict[str, Any]]] = [
            ("/Conversations", {"UniqueName": "x", "FriendlyName": "Ada"}),
            ("/Conversations", TIMED),
            ("/ConversationWithParticipants", PEOPLE),
            ("/Conversations/x/Participants", {"Identity": "ada"}),
            ("/Conversations/x/Messages", {"Author": "ada", "Body": "hello"}),
            ("/Conversations/x/Messages", {"Author": "ada", "Body": "deleted"}),
            ("/Roles", {"FriendlyName": "r", "Type": "service", "Permission": "joinConversation"}),
            ("/Users", {"Identity": "carl", "FriendlyName": "Carl"}),
            (
                "/Conversations/x/Webhooks",
                {
                    "Target": "webhook",
                    "Configuration.Url": "http://127.0.0.1:9/hook",
                    "Configuration.Filters": "onMessageRemoved",
                },
            ),
            ("/Users/ada/Conversations/x", {"LastReadMessageIndex": "0"}),
        ]
        for path, form in posted:
            assert api.post(path, data=form).status_code in (200, 201, 202), path
        messages = api.get("/Conversations/x/Messages").json()["messages"]
        assert api.delete(f"/Conversations/x/Messages/{messages[1]['sid']}").status_code == 204
        paths = [
            *("/Conversations", "/Conversations/x/Participants", "/Conversations/x/Messages"),
            *("/Conversations/x/Webhooks", "/Users", "/Roles", "/Users/ada/Conversations/x"),
            *("/Services", "/Configuration", "/Conversations/timed"),
        ]
        wait_for(
            lambda: api.get("/Conversations/people").json()["state"] == "active" or None,
            lambda: "it is set up for ever",
        )
        before = show(api, paths)

    with client(start_fake(start, state)) as api:
        assert show(api, paths) == before
        assert api.get(f"/Conversations/x/Messages/{messages[1]['sid']}").status_code == 404
        again = api.post("/Conversations/x/Messages", data={"Body": "next"}).json()
        assert again["index"] == 2


def test_a_file_that_was_uploaded_is_there_after_a_restart(start: Start, state: Path) -> None:
    def media(server: Server) -> str:
        return "https://mcs.us1.twilio.com/v1/Services/IS" + "0" * 32 + "/Media"

    first = start_fake(start, state)
    with first.client() as api:
        sent = api.post(media(first), content=b"\x89PNG", headers={"Content-Type": "image/png"})
    first.stop()
    second = start_fake(start, state)
    with second.client() as api:
        got = api.get(f"{media(second)}/{sent.json()['sid']}/Content")

    assert (got.status_code, got.content) == (200, b"\x89PNG")


def test_sids_from_a_seed_are_unique_across_proxies_and_restarts(start: Start, state: Path) -> None:
    sids = []
    for _ in range(2):
        servers = [start_fake(start, state, "--seed", "7") for _ in range(2)]
        for server in servers * 2:
            with client(server) as api:
                sids.append(api.post("/Conversations").json()["sid"])
        for server in servers:
            server.stop()
    with client(start("fake", "--base-url-port", "0", "--seed", "7")) as api:
        alone = [api.post("/Conversations").json()["sid"] for _ in range(8)]

    assert sids == alone


def test_the_clock_is_advanced_for_all_and_a_timer_fires_once(start: Start, state: Path) -> None:
    with accepting_receiver() as received:
        url = received.url
        options = ("--webhook-url", url, "--webhooks", "all")
        one, other = (start_fake(start, state, *options) for _ in range(2))
        with client(one) as api:
            api.post("/Conversations", data=TIMED)
        with other.control() as control:
            put = control.put("/sessions/default/clock", json={"advance": "PT2H"})
            assert put.status_code == 200
        with client(one) as api:
            assert api.get("/Conversations/timed").json()["state"] == "inactive"
        received.wait_for("onConversationStateUpdated")
        with client(other) as api:
            api.post("/Conversations/timed/Messages", data={"Body": "again"})
        received.wait_for("onMessageAdded")
        states = [body["StateTo"][0] for body in received.bodies if "StateTo" in body]

    assert states.count("inactive") == 1


def test_webhooks_survive_the_proxy_that_took_them_on(
    start: Start, state: Path, tmp_path: Path
) -> None:
    with accepting_receiver() as closed:
        url = f"{closed.url}#rc=5&rp=all"  # nobody listens there any more
    with killed(state, tmp_path / "killed", "--webhook-url", url, "--webhooks", "all") as server:
        with client(server) as api:
            for _ in range(3):
                api.post("/Conversations")
        server.process.kill()
    with closing(sqlite3.connect(state)) as connection, connection:
        left = connection.execute("SELECT count(*) FROM deliveries").fetchone()[0]
    connection.close()
    with accepting_receiver() as received:
        other = received.url.removesuffix("/hook")
        start_fake(start, state, "--forward-webhooks-to", other)
        wait_for(lambda: len(received.bodies) >= left or None, lambda: str(received.events))

    assert set(received.events) <= {"onConversationAdded"}
    assert len(set(received.tokens)) == left


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("text " * 1_000, "is not a database of SQLite", id="another file"),
        pytest.param(None, "there is no folder", id="a missing folder"),
    ],
)
def test_a_state_that_cannot_be_used_ends_the_start(
    tmp_path: Path, content: str | None, message: str
) -> None:
    path = tmp_path / "state.sqlite" if content else tmp_path / "no" / "state.sqlite"
    if content:
        path.write_text(content)

    finished = run("fake", "--state", str(path), folder=tmp_path)

    assert finished.status == 1
    assert message in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_place_that_is_none_is_refused(tmp_path: Path) -> None:
    finished = run("fake", "--state", "here", folder=tmp_path)

    assert finished.status == 2
    assert "and a path that ends in .sqlite, .sqlite3, .db, such as state" in finished.stderr


def test_a_disk_that_is_full_is_a_503_and_heals(start: Start, state: Path) -> None:
    server = start_fake(start, state)
    with client(server) as api:
        assert api.post("/Conversations", data={"UniqueName": "kept"}).status_code == 201
        limit = f"--fsize={state.stat().st_size}:unlimited"
        subprocess.run(("prlimit", "--pid", str(server.ready.pid), limit), check=True)
        refused = [api.post("/Conversations", data={"UniqueName": f"lost-{n}"}) for n in range(3)]
        codes = {(one.status_code, one.json()["code"]) for one in refused[-1:]}
        assert codes == {(503, 20503)}
        subprocess.run(("prlimit", "--pid", str(server.ready.pid), "--fsize=unlimited"), check=True)
        assert api.post("/Conversations", data={"UniqueName": "kept"}).status_code == 409
        names = set(list_names(api))

    ok = {f"lost-{n}" for n, one in enumerate(refused) if one.status_code == 201}
    assert names == {"kept"} | ok
    stopped = server.stop()
    assert stopped.stderr.count("cannot be used: ") == 1
    assert stopped.stderr.count("can be used again") == 1


def test_health_is_a_503_while_the_database_cannot_be_used(start: Start, state: Path) -> None:
    server = start_fake(start, state)
    urls = [
        f"{at}/health" for at in (server.ready.control_url, f"{server.ready.base_url}/ringback")
    ]

    def wait_for_health(status: int) -> None:
        def probe() -> bool | None:
            return {httpx.get(url, trust_env=False, verify=NO_CAS).status_code for url in urls} == {
                status
            } or None

        wait_for(probe, lambda: f"the health is not {status}")

    wait_for_health(200)
    damage(state, "ALTER TABLE proxies RENAME TO lost")
    wait_for_health(503)
    damage(state, "ALTER TABLE lost RENAME TO proxies")
    wait_for_health(200)
