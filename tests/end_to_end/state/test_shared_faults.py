"""Faults that belong to a state: they hold on all of its proxies, and after a restart."""

from pathlib import Path

import httpx
import pytest

from tests.support.http.plain import NO_CAS
from tests.support.process.ringback import ACCOUNT, TOKEN, Server
from tests.support.process.starting import Start
from tests.support.process.waiting import TIMEOUT
from tests.support.state.killed import killed

FAULTS = "/sessions/default/faults"


@pytest.fixture
def proxies(start: Start, tmp_path: Path) -> list[Server]:
    """Three proxies with one state."""
    return [start_fake(start, tmp_path) for _ in range(3)]


def start_fake(start: Start, folder: Path, *options: str) -> Server:
    return start("fake", "--base-url-port", "0", "--state", folder / "state.sqlite", *options)


def create(server: Server) -> httpx.Response:
    url = f"{server.ready.base_url}/v1/Conversations"
    return httpx.post(url, auth=(ACCOUNT, TOKEN), trust_env=False, verify=NO_CAS, timeout=TIMEOUT)


def list_faults(server: Server) -> object:
    with server.control() as control:
        return control.get(FAULTS).json()


def put_faults(server: Server, *faults: object) -> None:
    with server.control() as control:
        assert control.put(FAULTS, json=list(faults)).status_code == 200


def test_a_fault_holds_on_every_proxy_and_comes_so_often_in_total(proxies: list[Server]) -> None:
    put_faults(proxies[0], "unavailable,times=2,after=1")

    answers = [create(server).status_code for server in (*proxies, *proxies)]

    assert answers == [201, 503, 503, 201, 201, 201]
    assert [list_faults(server) for server in proxies] == [[], [], []]


def test_each_proxy_adds_to_the_faults_of_all(proxies: list[Server]) -> None:
    for server, name in zip(proxies, ("unavailable", "internal-error", "reset"), strict=True):
        with server.control() as control:
            control.post(FAULTS, json={"name": name, "method": "DELETE"})

    expected = [
        {"name": name, "method": "DELETE"} for name in ("unavailable", "internal-error", "reset")
    ]
    assert [list_faults(server) for server in proxies] == [expected] * 3


def test_a_reset_on_one_proxy_ends_the_faults_of_all(proxies: list[Server]) -> None:
    put_faults(proxies[0], "unavailable")
    assert [create(server).status_code for server in proxies] == [503, 503, 503]

    with proxies[1].control() as control:
        control.post("/sessions/default/reset")

    assert [create(server).status_code for server in proxies] == [201, 201, 201]


def test_faults_and_their_counts_are_there_after_a_kill(start: Start, tmp_path: Path) -> None:
    with killed(tmp_path / "state.sqlite", tmp_path / "killed") as first:
        put_faults(first, "unavailable,times=3")
        assert create(first).status_code == 503
    second = start_fake(start, tmp_path)

    assert list_faults(second) == [{"name": "unavailable", "times": 2}]
    assert [create(second).status_code for _ in range(3)] == [503, 503, 201]


def test_the_option_makes_faults_of_a_proxy_alone_until_they_are_replaced(
    start: Start, tmp_path: Path
) -> None:
    one = start_fake(start, tmp_path, "--fault", "unavailable,times=1")
    other = start_fake(start, tmp_path)

    assert (create(other).status_code, create(one).status_code) == (201, 503)
    put_faults(other, "internal-error")
    assert create(one).status_code == 500


def test_draws_by_a_seed_are_the_same_whichever_proxy_answers(start: Start, tmp_path: Path) -> None:
    shared, alone = tmp_path / "shared", tmp_path / "alone"
    for folder in (shared, alone):
        folder.mkdir()
    together = [start_fake(start, shared, "--seed", "7") for _ in range(2)]
    single = [start_fake(start, alone, "--seed", "7")] * 2
    answers = []
    for servers in (together, single):
        put_faults(servers[0], "unavailable,chance=50")
        answers.append([create(server).status_code for server in servers * 6])

    assert answers[0] == answers[1]
    assert set(answers[0]) == {201, 503}
