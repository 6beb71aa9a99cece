"""Proxies with a state in a server of PostgreSQL, which the tests stop and start."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.process.ringback import ACCOUNT, TOKEN, Server, run
from tests.support.process.starting import Start
from tests.support.process.waiting import TIMEOUT
from tests.support.state.cluster import PASSWORD, Cluster, running_cluster
from tests.support.state.postgresql import empty


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


def client(server: Server) -> httpx.Client:
    base = f"{server.ready.base_url}/v1"
    return httpx.Client(base_url=base, auth=(ACCOUNT, TOKEN), trust_env=False, timeout=TIMEOUT)


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
