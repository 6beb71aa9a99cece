from typing import Any

import pytest
from mitmproxy.connection import Client, ConnectionState
from mitmproxy.options import Options
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import taddons

from ringback_proxy.engine.front import steps
from ringback_proxy.engine.front.addon_hooks import AddonHooks
from ringback_proxy.engine.front.open_connections import OpenConnections
from ringback_proxy.engine.front.served_client import ServedClient
from tests.support.proxy.mitmproxy_context import context as context


class Transport:
    def get_extra_info(self, name: str) -> tuple[str, int]:
        return {"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)}[name]


class Listens:
    def __init__(self) -> None:
        self.came: list[tuple[str, ConnectionState]] = []

    def client_connected(self, client: Client) -> None:
        self.came.append(("connected", client.state))

    def client_disconnected(self, client: Client) -> None:
        self.came.append(("disconnected", client.state))


@pytest.fixture
def connections() -> OpenConnections:
    return OpenConnections()


@pytest.fixture
def served(connections: OpenConnections) -> ServedClient:
    transport: Any = Transport()
    connections.add(transport)
    return ServedClient(transport, ProxyMode.parse("regular"), Options(), connections)


def test_it_is_described_as_mitmproxy_does(served: ServedClient) -> None:
    client = served.client
    assert (client.peername, client.sockname) == (("127.0.0.1", 1), ("127.0.0.1", 2))
    assert client.connected
    assert client.proxy_mode.type_name == "regular"
    assert served.server.address is None


def test_its_beginning_and_its_end_are_reported_once(
    served: ServedClient, connections: OpenConnections, context: taddons.context
) -> None:
    addon = Listens()
    context.master.addons.add(addon)
    hooks = AddonHooks(context.master.addons)
    for step in (served.begin, served.end, served.end):
        steps.run(step(hooks))
    assert addon.came == [
        ("connected", ConnectionState.OPEN), ("disconnected", ConnectionState.CLOSED),
    ]  # fmt: skip
    assert not connections


def test_one_that_mitmproxy_serves_from_the_start_is_not_reported(
    served: ServedClient, context: taddons.context
) -> None:
    addon = Listens()
    context.master.addons.add(addon)
    steps.run(served.end(AddonHooks(context.master.addons)))
    assert addon.came == []
