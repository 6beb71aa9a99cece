import errno
import socket
from collections.abc import Iterator

import pytest
from mitmproxy.connection import Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import tflow

from ringback.errors import ListenError
from ringback.mitmproxy_addon import upstream_errors
from ringback_proxy.server.listeners import Addresses, explain, is_this_machine
from tests.support.http import wire
from tests.support.proxy.flows import ScriptedMode
from tests.support.proxy.lean_proxy import Proxy, StartProxy


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of 127.0.0.1 that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def host_of_this_machine(host: str) -> str:
    """Return a host that can be listened on, or skip: not every machine has all of them."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, 0), family=family).close()
    except OSError as error:
        pytest.skip(f"{host} cannot be listened on here: {error}")
    return host


def listens(address: wire.Address) -> bool:
    """Return whether a proxy answers at an address."""
    return wire.exchange(wire.dial(address), b"GARBAGE\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def exchange(connection: socket.socket) -> bytes:
    """Send a request and return the first line of its reply; keep the connection."""
    connection.sendall(b"POST /v1 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n")
    head = wire.read_head(connection)
    connection.recv(65536)
    return head.splitlines()[0]


# --- where it listens


def test_the_default_is_port_8080_of_this_machine_alone() -> None:
    assert Addresses() == Addresses("127.0.0.1", 8080, None)


def test_two_free_ports_can_be_used_at_once(start_proxy: StartProxy) -> None:
    proxy = start_proxy(addresses=Addresses(port=0, base_url_port=0))

    assert 0 != proxy.address[1] != proxy.base_url[1] != 0
    assert listens(proxy.address)
    assert listens(proxy.base_url)


def test_the_given_ports_are_used(start_proxy: StartProxy) -> None:
    port, base_url_port = free(), free()

    proxy = start_proxy(addresses=Addresses(port=port, base_url_port=base_url_port))

    assert (proxy.address[1], proxy.base_url[1]) == (port, base_url_port)


def test_without_a_base_url_there_is_none(start_proxy: StartProxy) -> None:
    proxy = start_proxy(addresses=Addresses(port=0))

    assert proxy.master.listeners.base_url_port is None


def test_only_the_given_host_is_listened_on(start_proxy: StartProxy) -> None:
    proxy = start_proxy(addresses=Addresses(host_of_this_machine("127.0.0.2"), port=0))
    port = proxy.master.listeners.port

    assert listens(("127.0.0.2", port))
    with pytest.raises(ConnectionRefusedError):
        wire.dial(("127.0.0.1", port))


def test_ipv6_can_be_listened_on(start_proxy: StartProxy) -> None:
    proxy = start_proxy(addresses=Addresses(host_of_this_machine("::1"), port=0))

    assert listens(("::1", proxy.master.listeners.port))


def test_open_connections_are_kept_when_it_stops_listening(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=ScriptedMode())
    with wire.dial(proxy.base_url) as connected:
        first = exchange(connected)
        proxy.run(proxy.master.listeners.stop())
        second = exchange(connected)

    assert first == second == b"HTTP/1.1 201 Created"
    with pytest.raises(ConnectionRefusedError):
        wire.dial(proxy.base_url)


# --- where it cannot


def test_a_taken_port_is_named_with_its_option(start_proxy: StartProxy, taken: int) -> None:
    with pytest.raises(ListenError) as error:
        start_proxy(addresses=Addresses(port=taken))

    assert str(error.value) == (
        f"port {taken} of 127.0.0.1 is taken; stop what listens there, or give --port 0"
    )


def test_a_taken_base_url_port_is_named_with_its_option(
    start_proxy: StartProxy, taken: int
) -> None:
    with pytest.raises(ListenError, match=f"port {taken} .* or give --base-url-port 0"):
        start_proxy(addresses=Addresses(port=0, base_url_port=taken))


def test_one_port_cannot_be_both(start_proxy: StartProxy) -> None:
    port = free()

    with pytest.raises(ListenError, match=f"port {port} .* or give --base-url-port 0"):
        start_proxy(addresses=Addresses(port=port, base_url_port=port))


def test_if_one_port_is_taken_neither_is_kept(start_proxy: StartProxy, taken: int) -> None:
    port = free()

    with pytest.raises(ListenError):
        start_proxy(addresses=Addresses(port=port, base_url_port=taken))

    with pytest.raises(ConnectionRefusedError):
        wire.dial(("127.0.0.1", port))


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("no-such-host.invalid", id="unknown"),
        pytest.param("256.0.0.1", id="no address"),
        pytest.param("192.0.2.1", id="another machine's"),
        pytest.param("a..b", id="no name"),
        pytest.param("a" * 70, id="too long"),
    ],
)
def test_a_host_that_cannot_be_listened_on_is_named(start_proxy: StartProxy, host: str) -> None:
    with pytest.raises(ListenError, match="give another --host or --port") as error:
        start_proxy(addresses=Addresses(host=host, port=0))

    assert f"cannot listen on {host}, port 0 (" in str(error.value)
    assert "--mode" not in str(error.value)


def test_a_port_out_of_range_is_an_error(start_proxy: StartProxy) -> None:
    with pytest.raises(ListenError, match=r"cannot listen on 127\.0\.0\.1, port 70000"):
        start_proxy(addresses=Addresses(port=70_000))


def wrap(error: OSError, number: int | None) -> OSError:
    """Return an error as mitmproxy has it around the system's."""
    made = OSError(number, "HTTP(S) proxy failed to listen on 127.0.0.1:80 with ...")
    made.__cause__ = error
    return made


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(OSError(errno.EADDRINUSE, "Address already in use"), "is taken", id="in use"),
        pytest.param(PermissionError(errno.EACCES, "no"), "a number over 1023", id="privileged"),
        pytest.param(PermissionError(errno.EPERM, "no"), "a number over 1023", id="not permitted"),
        pytest.param(
            OSError(errno.EADDRNOTAVAIL, "Cannot assign"),
            "(Cannot assign requested address)",
            id="the system's words",
        ),
        pytest.param(
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            "Name or service not known)",
            id="a look-up's words",
        ),
    ],
)
@pytest.mark.parametrize("kept", [True, False], ids=["3.11", "3.13"])
def test_the_reason_is_found_inside_mitmproxys_error(
    error: OSError, kept: bool, expected: str
) -> None:
    outer = wrap(error, error.errno if kept else None)

    assert expected in explain(outer, "127.0.0.1", 80, "--port")


def test_the_reason_of_another_error_is_its_text() -> None:
    assert "(odd)" in explain(OverflowError("odd"), "127.0.0.1", 80, "--port")


# --- connections to itself


def find_refusal(proxy: Proxy, host: str, port: int) -> str | None:
    """Return why the proxy refuses to connect to an address; None if it would connect."""
    data = ServerConnectionHookData(
        server=Server(address=(host, port)), client=tflow.tclient_conn()
    )
    proxy.call(lambda: proxy.master.listeners.server_connect(data))
    return data.server.error


# Addresses of this machine; 192.0.2.1 belongs to no machine.
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.2", "localhost", "::1", "0.0.0.0", "::ffff:127.0.0.1"]
)
@pytest.mark.parametrize("listener", ["address", "base_url"])
def test_it_does_not_connect_to_itself(start_proxy: StartProxy, listener: str, host: str) -> None:
    proxy = start_proxy()
    port = getattr(proxy, listener)[1]

    assert find_refusal(proxy, host, port) == upstream_errors.ITSELF


def test_it_connects_elsewhere(start_proxy: StartProxy, taken: int) -> None:
    proxy = start_proxy()

    assert find_refusal(proxy, "127.0.0.1", taken) is None
    assert find_refusal(proxy, "192.0.2.1", proxy.address[1]) is None


@pytest.mark.parametrize("host", ["192.0.2.1", "nobody.invalid", "a" * 64])
def test_other_hosts_are_not_this_machine(host: str) -> None:
    assert not is_this_machine(host)


def test_a_connection_without_an_address_is_left_alone(start_proxy: StartProxy) -> None:
    proxy = start_proxy()
    data = ServerConnectionHookData(server=Server(address=None), client=tflow.tclient_conn())

    proxy.call(lambda: proxy.master.listeners.server_connect(data))

    assert data.server.error is None


def test_a_request_to_the_proxy_itself_is_a_502_with_the_cure(start_proxy: StartProxy) -> None:
    proxy = start_proxy()
    port = proxy.address[1]

    sent = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    reply = wire.exchange(wire.dial(proxy.address), sent)

    assert reply.startswith(b"HTTP/1.1 502 ")
    assert b"is Ringback itself. Set it as HTTPS_PROXY" in reply
