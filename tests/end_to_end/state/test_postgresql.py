"""Proxies with a state in a server of PostgreSQL, which the tests stop and start."""

import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from tests.support.process.ringback import Server, run
from tests.support.process.starting import Start
from tests.support.process.waiting import wait_for
from tests.support.state.cluster import PASSWORD, Cluster, running_cluster
from tests.support.state.killed import killed
from tests.support.state.postgresql import empty, execute
from tests.support.state.unique_names import client, list_names

ROUNDS = 25
WITH_TWILIO = Path(__file__).parents[2] / "support/clients/with_twilio.py"


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server of PostgreSQL for the tests of this file."""
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def cluster(server: Cluster) -> Cluster:
    """The server, with nothing in it."""
    empty(server.url("postgres"))
    return server


def start_fake(start: Start, cluster: Cluster, *options: str) -> Server:
    """Start a proxy that gets the password where no list of processes shows it."""
    url = cluster.url_without_password("postgres")
    arguments = ("fake", "--base-url-port", "0", "--state", url, *options)
    return start(*arguments, environment={"PGPASSWORD": PASSWORD})


def test_a_restart_finds_everything_and_another_proxy_has_it_at_once(
    start: Start, cluster: Cluster
) -> None:
    first = start_fake(start, cluster)
    with client(first) as api:
        made = api.post("/Conversations", data={"UniqueName": "x"}).json()
        api.post("/Conversations/x/Messages", data={"Body": "hello"})
    second = start_fake(start, cluster)
    with client(second) as api:
        assert api.get("/Conversations/x").json()["sid"] == made["sid"]
        assert api.post("/Conversations", data={"UniqueName": "x"}).status_code == 409
    first.stop()
    second.stop()
    with client(start_fake(start, cluster)) as api:
        (message,) = api.get("/Conversations/x/Messages").json()["messages"]

    assert message["body"] == "hello"


def test_a_wrong_password_ends_the_start_and_is_not_shown(cluster: Cluster, tmp_path: Path) -> None:
    url = cluster.url("postgres").replace(PASSWORD, "wrong-one")

    finished = run("fake", "--state", url, folder=tmp_path)

    assert finished.status == 1
    assert "give the right password in PGPASSWORD or in ~/.pgpass" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert "wrong-one" not in finished.stderr + finished.stdout


class Traffic:
    """A client that creates conversations until it is stopped."""

    def __init__(self, server: Server, prefix: str) -> None:
        self.created: list[str] = []
        self.refused = 0
        self._server = server
        self._prefix = prefix
        self._stopping = Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> "Traffic":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        with client(self._server) as api:
            for number in itertools.count():
                name = f"{self._prefix}-{number}"
                reply = api.post("/Conversations", data={"UniqueName": name})
                if reply.status_code == 201:
                    self.created.append(name)
                else:
                    assert (reply.status_code, reply.json()["code"]) == (503, 20503)
                    self.refused += 1
                if self._stopping.is_set():
                    return

    def wait_for_more(self) -> None:
        """Wait until another conversation was created."""
        before = len(self.created)
        wait_for(lambda: len(self.created) > before or None, lambda: f"{before} were created")

    def wait_for_refusal(self) -> None:
        """Wait until a request was refused."""
        before = self.refused
        wait_for(lambda: self.refused > before or None, lambda: "all were accepted")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
def test_a_server_that_is_restarted_in_the_middle_of_traffic_loses_nothing(
    start: Start, cluster: Cluster, how: signal.Signals
) -> None:
    servers = [start_fake(start, cluster) for _ in range(2)]
    with Traffic(servers[0], "one") as one, Traffic(servers[1], "other") as other:
        for traffic in (one, other):
            traffic.wait_for_more()
        cluster.stop(how)
        for traffic in (one, other):
            traffic.wait_for_refusal()
        cluster.start()
        for traffic in (one, other):
            traffic.wait_for_more()
    lists = []
    for server in servers:
        with client(server) as api:
            lists.append(list_names(api))

    assert lists[0] == lists[1]
    assert len(set(lists[0])) == len(lists[0])
    assert set(one.created + other.created) <= set(lists[0])
    for server in servers:
        console = server.stop().stderr
        assert console.count("cannot be used: ") == 1
        assert console.count("can be used again") == 1
        assert PASSWORD not in console


def test_backends_that_are_terminated_go_unnoticed(start: Start, cluster: Cluster) -> None:
    server = start_fake(start, cluster)
    with client(server) as api:
        for number in range(5):
            execute(
                cluster.url("postgres"),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'ringback' AND state = 'idle'",
            )
            reply = api.post("/Conversations", data={"UniqueName": f"name-{number}"})
            assert reply.status_code == 201

    assert "cannot be used" not in server.stop().stderr


def test_a_proxy_that_was_killed_has_lost_nothing_and_holds_nothing_up(
    start: Start, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with killed(cluster.url_without_password("postgres"), tmp_path / "killed") as server:
        created = []
        with client(server) as api:
            for number in range(20):
                name = f"name-{number}"
                assert api.post("/Conversations", data={"UniqueName": name}).status_code == 201
                created.append(name)
    with client(start_fake(start, cluster)) as api:
        assert sorted(list_names(api)) == sorted(created)


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        pytest.param(
            "ALTER DATABASE postgres SET default_transaction_read_only = on",
            "ALTER DATABASE postgres RESET default_transaction_read_only",
            id="it only reads",
        ),
        pytest.param(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
            "'could not extend file' USING ERRCODE = 'disk_full'; END $$; CREATE TRIGGER refuse "
            "BEFORE INSERT ON ringback.records EXECUTE FUNCTION refuse()",
            "DROP FUNCTION refuse() CASCADE",
            id="its disk is full",
        ),
    ],
)
def test_a_server_that_cannot_write_gives_a_503_until_it_can(
    start: Start, cluster: Cluster, begin: str, end: str
) -> None:
    server = start_fake(start, cluster)
    database = cluster.url("postgres", options="-c default_transaction_read_only=off")
    with client(server) as api:
        assert api.post("/Conversations", data={"UniqueName": "kept"}).status_code == 201
        execute(database, begin)
        execute(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'ringback'",
        )
        refused = [api.post("/Conversations", data={"UniqueName": "lost"}) for _ in range(3)]
        execute(database, end)
        assert {(one.status_code, one.json()["code"]) for one in refused} == {(503, 20503)}
        assert api.post("/Conversations", data={"UniqueName": "lost"}).status_code == 201
        assert sorted(list_names(api)) == ["kept", "lost"]

    assert "can be used again" in server.stop().stderr


def test_a_server_that_is_stopped_holds_up_nothing_but_its_own_requests(
    start: Start, cluster: Cluster
) -> None:
    url = cluster.url_without_password("postgres", connect_timeout="2")
    arguments = ("fake", "--base-url-port", "0", "--state", url)
    server = start(*arguments, environment={"PGPASSWORD": PASSWORD})
    with client(server) as api, ThreadPoolExecutor(1) as pool, server.control() as control:
        assert api.post("/Conversations", data={"UniqueName": "kept"}).status_code == 201
        cluster.signal(signal.SIGSTOP)
        try:
            waiting = pool.submit(api.post, "/Conversations", data={"UniqueName": "lost"})
            assert control.get("/openapi.json").status_code == 200
            assert not waiting.done()
            assert (waiting.result().status_code, waiting.result().json()["code"]) == (503, 20503)
        finally:
            cluster.signal(signal.SIGCONT)
        wait_for(
            lambda: api.get("/Conversations/kept").status_code == 200 or None,
            lambda: server.stderr,
        )
    console = server.stop().stderr
    assert console.count("cannot be used: ") == 1


def test_twilios_own_client_finds_what_another_proxy_has(start: Start, cluster: Cluster) -> None:
    def create(server: Server) -> Any:
        finished = subprocess.run(
            (sys.executable, WITH_TWILIO, "UniqueName=ticket", "FriendlyName=Ada \N{PARTY POPPER}"),
            env={**os.environ, **server.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(finished.stdout)

    replies = [create(start_fake(start, cluster)) for _ in range(2)]

    assert replies[0]["status"] == 201
    assert replies[0]["body"]["friendly_name"] == "Ada \N{PARTY POPPER}"
    assert (replies[1]["status"], replies[1]["body"]["code"]) == (409, 50353)


def find_arguments(server: Server) -> Path:
    return Path(f"/proc/{server.ready.pid}/cmdline")


def test_a_command_does_not_get_the_password(cluster: Cluster, tmp_path: Path) -> None:
    environment = {"RINGBACK_STATE": cluster.url("postgres"), "KEPT": "here"}

    finished = run("fake", "--", "env", folder=tmp_path, environment=environment)

    assert finished.status == 0
    assert "KEPT=here" in finished.stdout
    assert PASSWORD not in finished.stdout


def test_the_password_is_shown_nowhere(start: Start, cluster: Cluster) -> None:
    server = start("fake", "-v", "--state", cluster.url("postgres"))
    server.create(UniqueName="x")
    with server.control() as control:
        paths = ("/sessions", "/sessions/default", "/sessions/default/exchanges", "/openapi.json")
        shown = [control.get(path).text for path in (*paths, "/sessions/default/state")]
    shown += [path.read_text() for path in (server.ready_file, find_arguments(server))]
    cluster.stop(signal.SIGQUIT)
    wait_for(lambda: "cannot be used" in server.stderr or None, lambda: server.stderr)
    cluster.start()
    finished = server.stop()
    shown += [finished.stderr, finished.stdout]

    assert not [text for text in shown if PASSWORD in text]
