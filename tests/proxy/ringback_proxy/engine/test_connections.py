from dataclasses import dataclass, field
from typing import Any

from mitmproxy.connection import Client, ConnectionState, Server
from mitmproxy.test import tflow

from ringback_proxy.engine import connections


@dataclass
class Transport:
    """What mitmproxy keeps of a connection: the task that serves it."""

    handler: "Task | None"


@dataclass
class Task:
    cancelled_for: list[str] = field(default_factory=list)

    def cancel(self, reason: str) -> None:
        self.cancelled_for.append(reason)


@dataclass
class Handler:
    client: Client
    transports: dict[Any, Transport]


@dataclass
class Connections:
    """The part of a proxyserver that is used."""

    connections: dict[Any, Handler]


def server(*, ready: bool) -> Server:
    made = Server(address=("a.example", 443))
    made.state = ConnectionState.OPEN if ready else ConnectionState.CLOSED
    return made


def proxyserver(client: Client, *servers: Server) -> tuple[Any, list[Task]]:
    """Return a proxyserver with one client, and the tasks of its servers."""
    tasks = [Task() for _ in servers]
    transports: dict[Any, Transport] = {client: Transport(Task())}
    transports |= {each: Transport(task) for each, task in zip(servers, tasks, strict=True)}
    return Connections({client.id: Handler(client, transports)}), tasks


def test_every_connection_is_closed() -> None:
    flow = tflow.tflow()
    found, tasks = proxyserver(flow.client_conn, flow.server_conn)

    connections.close_all(found)

    (client, upstream) = found.connections[flow.client_conn.id].transports.values()
    assert client.handler.cancelled_for == upstream.handler.cancelled_for == ["stopping"]
    assert tasks[0].cancelled_for == ["stopping"]


def test_a_connection_without_a_task_is_left_alone() -> None:
    flow = tflow.tflow()
    found, _ = proxyserver(flow.client_conn)
    found.connections[flow.client_conn.id].transports[flow.client_conn] = Transport(None)

    connections.close_all(found)


def test_only_the_flows_own_upstream_is_closed() -> None:
    flow = tflow.tflow()
    other = server(ready=False)
    found, (own_task, other_task) = proxyserver(flow.client_conn, flow.server_conn, other)

    connections.close_upstream(found, flow, "too slow")

    assert own_task.cancelled_for == ["too slow"]
    assert other_task.cancelled_for == []


def test_an_upstream_that_is_not_ready_is_closed_for_a_flow_that_does_not_know_it() -> None:
    flow = tflow.tflow()
    waiting, used = server(ready=False), server(ready=True)
    found, (waiting_task, used_task) = proxyserver(flow.client_conn, waiting, used)

    connections.close_upstream(found, flow, "too slow")

    assert waiting_task.cancelled_for == ["too slow"]
    assert used_task.cancelled_for == []


def test_nothing_is_closed_for_a_client_that_is_gone() -> None:
    connections.close_upstream(Connections({}), tflow.tflow(), "too slow")  # type: ignore[arg-type]
