import socket
from types import SimpleNamespace
from typing import Any

import pytest

from ringback_proxy.engine import quick_ack
from ringback_proxy.engine.quick_ack import QuickAck
from tests.support.proxy.flows import flow_to

ACKNOWLEDGED = (socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


class Connection:
    """A socket that records its options."""

    def __init__(self, family: int = socket.AF_INET) -> None:
        self.family = family
        self.set: list[tuple[int, ...]] = []

    def setsockopt(self, *option: int) -> None:
        self.set.append(option)


def acknowledge(
    connection: Connection | socket.socket | None,
    *,
    has_writer: bool = True,
    body: bytes | None = None,
) -> None:
    flow = flow_to(content=body)
    writer = SimpleNamespace(get_extra_info=lambda *_: connection) if has_writer else None
    handler = SimpleNamespace(
        client="client", transports={"client": SimpleNamespace(writer=writer)}
    )
    proxyserver: Any = SimpleNamespace(connections={flow.client_conn.id: handler})
    QuickAck(proxyserver).requestheaders(flow)


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_the_head_of_a_request_is_acknowledged_at_once(family: int) -> None:
    connection = Connection(family)
    acknowledge(connection)
    assert connection.set == [ACKNOWLEDGED]


def test_a_complete_request_is_acknowledged_by_its_reply() -> None:
    connection = Connection()
    acknowledge(connection, body=b"")
    assert connection.set == []


def test_other_sockets_than_tcp_are_left_alone() -> None:
    connection = Connection(socket.AF_UNIX)
    acknowledge(connection)
    assert connection.set == []


def test_a_connection_that_is_gone_is_left_alone() -> None:
    acknowledge(None)
    acknowledge(None, has_writer=False)
    proxyserver: Any = SimpleNamespace(connections={})
    QuickAck(proxyserver).requestheaders(flow_to(content=None))


def test_nothing_is_done_on_a_system_without_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_ack, "_QUICK_ACK", None)
    connection = Connection()
    acknowledge(connection)
    assert connection.set == []


def test_a_real_socket_accepts_the_option() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()),
    ):
        connection, _ = server.accept()
        with connection:
            acknowledge(connection)
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK) == 1
