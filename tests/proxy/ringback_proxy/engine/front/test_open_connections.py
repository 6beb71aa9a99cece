import gc
import socket
from collections.abc import Callable, Iterator

import pytest

from ringback_proxy.engine.front.first_bytes import FirstBytes
from ringback_proxy.engine.front.http1.limits import RequestTimer
from ringback_proxy.engine.front.http1.server import Http1Server
from ringback_proxy.engine.front.open_connections import OpenConnections
from ringback_proxy.engine.front.tls.transport import TlsTransport
from ringback_proxy.engine.front.tunnel import Tunnel
from tests.support.http import wire
from tests.support.process.waiting import wait_for
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import Proxy, StartProxy

GET = f"GET /v1/Conversations HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


class Transport:
    closed = False

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def test_a_connection_is_open_until_it_is_discarded() -> None:
    connections, transport = OpenConnections(), Transport()
    assert not connections
    connections.add(transport)
    connections.close()
    assert transport.closed
    assert connections  # its end has not been reported
    connections.discard(transport)
    connections.discard(transport)
    assert not connections


def test_a_connection_of_the_control_api_is_open_until_it_is_closed() -> None:
    connections, transport = OpenConnections(), Transport()
    connections.add(transport)
    connections.pass_to_control(transport)
    assert connections
    connections.close()
    assert not connections


def test_a_connection_that_the_control_api_let_go_is_forgotten() -> None:
    connections = OpenConnections()
    connections.pass_to_control(Transport())
    assert not connections


def dial(proxy: Proxy) -> socket.socket:
    """Return a connection that has sent the beginning of a request."""
    client = wire.dial(proxy.address)
    client.sendall(b"CONN")
    return client


def tunnel(proxy: Proxy) -> socket.socket:
    """Return a connection with a tunnel that is not used."""
    return wire.tunnel(proxy.address, f"{HOST}:443")


def over_tls(proxy: Proxy) -> socket.socket:
    """Return a connection that got a reply through TLS."""
    client = wire.over_tls(tunnel(proxy), proxy.ca, HOST)
    client.sendall(GET)
    assert wire.read_head(client).startswith(b"HTTP/1.1 ")
    return client


def over_base_url(proxy: Proxy) -> socket.socket:
    """Return a connection that got a reply over the base URL."""
    client = wire.dial(proxy.base_url)
    client.sendall(GET)
    assert wire.read_head(client).startswith(b"HTTP/1.1 ")
    return client


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def count_kept() -> int:
    """Return how many objects there are that serve connections."""
    kinds = (FirstBytes, Tunnel, TlsTransport, Http1Server, RequestTimer)
    return sum(isinstance(each, kinds) for each in gc.get_objects())


@pytest.mark.parametrize("connect", [dial, tunnel, over_tls, over_base_url])
@pytest.mark.usefixtures("without_collector")
def test_a_connection_that_has_ended_is_no_garbage(
    start_proxy: StartProxy, connect: Callable[[Proxy], socket.socket]
) -> None:
    proxy = start_proxy(mode=ScriptedMode())
    before = count_kept()

    with connect(proxy):
        wait_for(lambda: count_kept() > before or None, lambda: "nobody serves it")

    wait_for(lambda: count_kept() == before or None, lambda: f"{count_kept() - before} are kept")
