"""Three proxies with one state behind HAProxy, as docs/load-balancer.md has it, and its clients."""

import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from ringback_proxy.clients import twilio_http_client
from tests.support.http.plain import NO_CAS
from tests.support.process.ringback import ACCOUNT, TOKEN, Server
from tests.support.process.starting import Start
from tests.support.process.waiting import TIMEOUT, wait_for
from tests.support.state.databases import damage
from tests.support.state.haproxy import NAMES, HAProxy
from tests.support.state.killed import killed

CLIENTS = 3  # of each kind
AT_LEAST = 5  # requests of each client before the kill, and after it was noticed


@pytest.fixture
def state(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A file, or what a test asks for."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return str(tmp_path / "state.sqlite")


@pytest.fixture
def servers(start: Start, state: str) -> list[Server]:
    options = ("--base-url-port", "0", "--state", state)
    return [start("fake", *options) for _ in NAMES[1:]]


@pytest.fixture
def first(state: str, tmp_path: Path) -> Iterator[Server]:
    """The server that a test may kill."""
    with killed(state, tmp_path / "first") as server:
        yield server


@pytest.fixture
def balancer(first: Server, servers: list[Server], tmp_path: Path) -> Iterator[HAProxy]:
    with HAProxy(tmp_path, [first, *servers]) as balancer:
        for name in NAMES:
            balancer.wait_until(name, "UP")
        yield balancer


@pytest.fixture
def through_proxy(
    balancer: HAProxy, first: Server, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Client]:
    """A function that makes Twilio's client, which the environment leads to HAProxy."""
    for name, value in first.environment.items():
        monkeypatch.setenv(name, value.replace(first.ready.proxy_url, balancer.proxy_url))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return lambda: Client(ACCOUNT, TOKEN)


class Worker(threading.Thread):
    """A client that creates conversations until it is stopped; `outcomes` are by unique name."""

    def __init__(self, client: Client, name: str) -> None:
        super().__init__()
        self.outcomes: dict[str, str | Exception] = {}
        self.stopped = threading.Event()
        self._create = client.conversations.v1.conversations.create
        self._prefix = name

    def run(self) -> None:
        """Create conversations."""
        while not self.stopped.is_set():
            name = f"{self._prefix}-{len(self.outcomes)}"
            try:
                self.outcomes[name] = self._create(unique_name=name).sid
            except Exception as error:  # noqa: BLE001 - the test judges it
                self.outcomes[name] = error

    def wait_for(self, more: int) -> None:
        """Wait until so many further requests are over, and the one that is under way."""
        enough = len(self.outcomes) + more + 1
        wait_for(lambda: len(self.outcomes) >= enough or None, lambda: str(self.outcomes))

    @property
    def failures(self) -> list[Exception]:
        return [one for one in self.outcomes.values() if isinstance(one, Exception)]


def list_names(server: Server) -> list[str]:
    """Return the unique names that a proxy lists."""
    client = Client(ACCOUNT, TOKEN, http_client=twilio_http_client(str(server.ready.base_url)))
    return [one.unique_name for one in client.conversations.v1.conversations.list(page_size=100)]


@pytest.mark.parametrize("state", ["sqlite", "postgresql"], indirect=True)
def test_a_kill_costs_clients_no_request_but_those_in_flight(
    balancer: HAProxy,
    through_proxy: Callable[[], Client],
    first: Server,
    servers: list[Server],
) -> None:
    over_base_url = [
        Client(ACCOUNT, TOKEN, http_client=twilio_http_client(balancer.base_url))
        for _ in range(CLIENTS)
    ]
    clients = [*(through_proxy() for _ in range(CLIENTS)), *over_base_url]
    workers = [Worker(client, f"client-{number}") for number, client in enumerate(clients)]
    try:
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.wait_for(AT_LEAST)
        first.process.kill()
        balancer.wait_until("one", "DOWN")
        for worker in workers:
            worker.wait_for(0)
        before = [len(worker.failures) for worker in workers]
        for worker in workers:
            worker.wait_for(AT_LEAST)
    finally:
        for worker in workers:
            worker.stopped.set()
        for worker in workers:
            worker.join()

    # Each of them was under way on a connection to the proxy that died.
    assert sum(before) <= balancer.count_connections("one")
    assert [len(worker.failures) for worker in workers] == before
    failures = [failure for worker in workers for failure in worker.failures]
    assert all(isinstance(one, requests.exceptions.ConnectionError) for one in failures), failures
    outcomes = {name: one for worker in workers for name, one in worker.outcomes.items()}
    made = {name for name, one in outcomes.items() if isinstance(one, str)}
    for server in servers:
        listed = Counter(list_names(server))
        assert set(listed.values()) == {1}
        assert made <= set(listed) <= set(outcomes)


def test_pages_lead_through_the_balancer(balancer: HAProxy, servers: list[Server]) -> None:
    with httpx.Client(
        auth=(ACCOUNT, TOKEN), trust_env=False, verify=NO_CAS, timeout=TIMEOUT
    ) as client:
        url = f"{balancer.base_url}/v1/Conversations"
        for _ in range(3):
            assert client.post(url).status_code == 201
        page = client.get(f"{url}?PageSize=2").json()
        following = page["meta"]["next_page_url"]
        assert following.startswith(balancer.base_url)
        assert len(client.get(following).json()["conversations"]) == 1


def test_without_the_database_clients_get_twilio_s_503_until_it_is_back(
    balancer: HAProxy, through_proxy: Callable[[], Client], state: str
) -> None:
    damage(Path(state), "ALTER TABLE proxies RENAME TO lost")
    for name in NAMES:
        balancer.wait_until(name, "DOWN")
    with pytest.raises(TwilioRestException) as refused:
        through_proxy().conversations.v1.conversations.create()
    damage(Path(state), "ALTER TABLE lost RENAME TO proxies")
    for name in NAMES:
        balancer.wait_until(name, "UP")

    assert (refused.value.status, refused.value.code) == (503, 20503)
    assert through_proxy().conversations.v1.conversations.create().sid.startswith("CH")


def test_the_servers_have_one_ca(first: Server, servers: list[Server]) -> None:
    trust = ssl.create_default_context(cafile=first.ready.ca)
    for server in servers:
        with httpx.Client(proxy=server.ready.proxy_url, verify=trust, trust_env=False) as client:
            answer = client.get(
                "https://conversations.twilio.com/v1/Conversations", auth=(ACCOUNT, TOKEN)
            )
        assert answer.status_code == 200
