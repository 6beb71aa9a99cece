import asyncio
import json
import socket
from collections.abc import Iterator

import pytest
from mitmproxy import http
from mitmproxy.addons.proxyserver import Proxyserver

from ringback.mitmproxy_addon import upstream_errors
from ringback.mitmproxy_addon.forwarder import FORWARDED
from ringback.modes.outcomes import Source
from ringback_proxy.engine.upstream_timeout import UpstreamTimeout
from tests.support.http import wire
from tests.support.http.http2 import Http2Client
from tests.support.process.waiting import wait_for
from tests.support.proxy.flows import HOST, ScriptedMode, flow_to
from tests.support.proxy.lean_proxy import Proxy, StartProxy
from tests.support.twilio.upstream import Behavior, Upstream

POST = b"POST /v1/Conversations HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n"
SOON = 0.1


def ask(proxy: Proxy) -> tuple[int, bytes]:
    """Send a request to the base URL; return the status and the body of the reply."""
    return parted(wire.exchange(wire.dial(proxy.base_url), POST + b"Connection: close\r\n\r\n"))


def parted(reply: bytes) -> tuple[int, bytes]:
    head, _, body = reply.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def timeout_of(proxy: Proxy) -> UpstreamTimeout:
    found = proxy.master.addons.get("upstreamtimeout")
    assert isinstance(found, UpstreamTimeout)
    return found


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that accepts connections, and sends nothing by itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def url_of(server: socket.socket, scheme: str = "http") -> str:
    return f"{scheme}://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_upstream_that_sends_nothing_is_given_up(
    start_proxy: StartProxy, silent: socket.socket, scheme: str
) -> None:
    url = url_of(silent, scheme)

    status, body = ask(start_proxy(url, upstream_timeout=SOON))

    assert status == 504
    assert json.loads(body)["message"] == (
        f"ringback: {url} did not answer in time; nothing was recorded. "
        f"Wait longer with --upstream-timeout SECONDS."
    )


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nA:", id="half a head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", id="half a body"),
    ],
)
def test_an_upstream_that_stops_in_the_middle_is_given_up(
    start_proxy: StartProxy, silent: socket.socket, start: bytes
) -> None:
    proxy = start_proxy(url_of(silent), upstream_timeout=SOON)

    with wire.dial(proxy.base_url) as client:
        client.sendall(POST + b"\r\n")
        accepted, _ = silent.accept()
        with accepted:
            accepted.sendall(start)
            reply = wire.read_to_end(client)

    assert parted(reply)[0] == 504


def test_giving_up_is_recorded_in_the_journal(
    start_proxy: StartProxy, silent: socket.socket
) -> None:
    proxy = start_proxy(url_of(silent), upstream_timeout=SOON)

    ask(proxy)

    assert proxy.journal.counts == {Source.ERROR: 1}
    assert proxy.journal.entries[0].response.status == 504
    assert proxy.master.conversations.in_flight == 0


def test_an_answer_in_time_stops_the_timer(start_proxy: StartProxy, upstream: Upstream) -> None:
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca)

    assert ask(proxy)[0] == 401
    assert timeout_of(proxy).pending == 0


def test_a_failure_in_time_stops_the_timer(start_proxy: StartProxy, upstream: Upstream) -> None:
    upstream.behave(Behavior.RESET)
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca)

    assert ask(proxy)[0] == 502
    assert timeout_of(proxy).pending == 0


def test_the_timer_runs_while_the_upstream_works(
    start_proxy: StartProxy, upstream: Upstream
) -> None:
    upstream.behave(Behavior.DELAYED)
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca)

    with wire.dial(proxy.base_url) as client:
        client.sendall(POST + b"Connection: close\r\n\r\n")
        upstream.wait_for_request()
        pending = timeout_of(proxy).pending
        upstream.release()
        wire.read_to_end(client)

    assert pending == 1


def test_a_request_that_is_answered_here_is_not_timed(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=ScriptedMode())

    assert ask(proxy)[0] == 201
    assert timeout_of(proxy).pending == 0


def test_a_request_to_another_host_is_not_timed(
    start_proxy: StartProxy, silent: socket.socket
) -> None:
    proxy = start_proxy()
    host = url_of(silent).encode()

    with wire.dial(proxy.address) as client:
        client.sendall(b"GET " + host + b"/ HTTP/1.1\r\nHost: a.example\r\n\r\n")
        accepted, _ = silent.accept()
        with accepted:
            wire.read_head(accepted)
            assert timeout_of(proxy).pending == 0


class Flows:
    """An addon that keeps flows."""

    def __init__(self) -> None:
        self.seen: list[http.HTTPFlow] = []

    def request(self, flow: http.HTTPFlow) -> None:
        self.seen.append(flow)


@pytest.fixture
def two_in_flight(
    start_proxy: StartProxy, upstream: Upstream
) -> Iterator[tuple[Proxy, list[http.HTTPFlow], Http2Client, list[int]]]:
    """Two requests of one HTTP/2 client that the upstream holds."""
    upstream.behave(Behavior.DELAYED)
    proxy, flows = start_proxy(upstream.url, upstream_ca=upstream.ca), Flows()
    proxy.call(lambda: proxy.master.addons.add(flows))
    tunnel = wire.tunnel(proxy.address, f"{HOST}:443")
    with Http2Client(wire.over_tls(tunnel, proxy.ca, HOST, ("h2",))) as client:
        streams = [client.send("GET", "/v1/Conversations") for _ in range(2)]
        wait_for(lambda: len(upstream.requests) == 2 or None, lambda: "not both arrive")
        yield proxy, flows.seen, client, streams


def test_giving_up_one_request_does_not_affect_the_others(
    two_in_flight: tuple[Proxy, list[http.HTTPFlow], Http2Client, list[int]], upstream: Upstream
) -> None:
    proxy, flows, client, streams = two_in_flight

    proxy.call(lambda: timeout_of(proxy).give_up(flows[0]))
    given_up = client.receive(streams[0])
    upstream.release()
    waited_for = client.receive(streams[1])

    assert (given_up.status, waited_for.status) == (504, 401)


def test_nothing_is_given_up_for_a_client_that_is_gone() -> None:
    flow = flow_to()

    UpstreamTimeout(Proxyserver(), SOON).give_up(flow)

    assert flow.metadata[upstream_errors.TIMED_OUT]


def forwarded() -> http.HTTPFlow:
    flow = flow_to()
    flow.metadata[FORWARDED] = "as far as this addon knows"
    return flow


async def a_moment() -> None:
    """Wait a moment, so that everything that is due happens."""
    for _ in range(3):
        await asyncio.sleep(0)


@pytest.mark.parametrize("end", ["response", "error"])
def test_a_stopped_timer_never_fires(end: str) -> None:
    addon, flow = UpstreamTimeout(Proxyserver(), 0), forwarded()

    async def asked() -> None:
        addon.request(flow)
        getattr(addon, end)(flow)
        await a_moment()

    asyncio.run(asked())

    assert upstream_errors.TIMED_OUT not in flow.metadata


def test_a_timer_that_has_fired_is_removed() -> None:
    addon, flow = UpstreamTimeout(Proxyserver(), 0), forwarded()

    async def asked() -> None:
        addon.request(flow)
        await a_moment()

    asyncio.run(asked())

    assert flow.metadata[upstream_errors.TIMED_OUT]
    assert addon.pending == 0
