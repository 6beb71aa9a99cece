"""A load generator: requests over kept connections, with every reply checked.

Through a proxy it makes a CONNECT and a TLS handshake for each connection; without one it sends
plain HTTP to a base URL. It uses asyncio's protocols, to cost less than what it measures.
"""

import asyncio
import base64
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HOST = "conversations.twilio.com"
_CONNECT = f"CONNECT {HOST}:443 HTTP/1.1\r\nHost: {HOST}:443\r\n\r\n".encode()
# As long a token as Twilio's: a shorter one is not looked for in what is recorded.
CREDENTIALS = base64.b64encode(b"AC" + b"0" * 32 + b":" + b"0123456789abcdef" * 2)


def create(name: bytes, under: bytes = b"/v1/Conversations") -> bytes:
    """Return a request to create a conversation; `name` is form-encoded.

    With the path of a conversation, the request updates it.
    """
    body = b"FriendlyName=" + name
    return (
        b"POST %b HTTP/1.1\r\nHost: conversations.twilio.com\r\n"
        b"Authorization: Basic " + CREDENTIALS + b"\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%b"
    ) % (under, len(body), body)


def create_numbered(number: int) -> bytes:
    """Return a create with a different name for each number."""
    return create(b"printer+%d" % number)


def fetch(path: bytes) -> bytes:
    """Return a GET."""
    return (
        b"GET %b HTTP/1.1\r\nHost: conversations.twilio.com\r\n"
        b"Authorization: Basic " + CREDENTIALS + b"\r\n\r\n"
    ) % path


REQUEST = create(b"printer+on+fire")


@dataclass(frozen=True, slots=True)
class Load:
    """The parameters of a run.

    - `port`: of a proxy if there is a `ca`, the PEM file of its root; else of a plain HTTP base
      URL.
    - `connections`: at once; `requests`: in all.
    - `status`: what every reply must have.
    - `direct`: TLS without a proxy.
    - `request`: returns the bytes of the request with a number.
    - `right`: returns whether a reply's body fits the request with a number.
    """

    port: int
    connections: int = 16
    requests: int = 4_000
    status: int = 201
    ca: Path | None = None
    direct: bool = False
    request: Callable[[int], bytes] = lambda _number: REQUEST
    right: Callable[[int, bytes], bool] = lambda _number, _body: True


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a run: requests a second, and the latencies in seconds, sorted."""

    rate: float
    latencies: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """Return the latency that `share` of the requests stayed under."""
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


class _Connection(asyncio.Protocol):
    def __init__(self, run: "_Run") -> None:
        self.run = run
        self.received = bytearray()
        self.began = 0.0
        self.number = 0
        self.transport: asyncio.Transport | None = None
        self.done = asyncio.get_running_loop().create_future()

    def start(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.next()

    def next(self) -> None:
        if self.run.left <= 0:
            self.done.set_result(None)
            return
        self.run.left -= 1
        self.number = self.run.left
        self.began = time.perf_counter()
        assert self.transport is not None
        self.transport.write(self.run.load.request(self.number))

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        self.run.latencies.append(time.perf_counter() - self.began)
        load = self.run.load
        if int(head[9:12]) != load.status or not load.right(self.number, bytes(body)):
            self.done.set_exception(RuntimeError(f"a wrong reply: {bytes(self.received)!r}"))
            return
        self.received.clear()
        self.next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the connection was closed"))


class _Run:
    def __init__(self, load: Load) -> None:
        self.load = load
        self.left = load.requests
        self.latencies: list[float] = []

    async def one(self) -> None:
        loop = asyncio.get_running_loop()
        connection = _Connection(self)
        if self.load.ca is None:
            transport, _ = await loop.create_connection(
                lambda: connection, "127.0.0.1", self.load.port
            )
        else:
            transport = await self._over_tls(connection)
        connection.start(transport)
        try:
            await connection.done
        finally:
            transport.close()

    async def _over_tls(self, connection: _Connection) -> asyncio.Transport:
        loop = asyncio.get_running_loop()
        plain = socket.create_connection(("127.0.0.1", self.load.port))
        plain.setblocking(False)
        if not self.load.direct:
            await loop.sock_sendall(plain, _CONNECT)
            while b"\r\n\r\n" not in await loop.sock_recv(plain, 65_536):
                continue
        context = ssl.create_default_context(cafile=str(self.load.ca))
        context.set_alpn_protocols(["http/1.1"])
        transport, _ = await loop.create_connection(
            lambda: connection, sock=plain, ssl=context, server_hostname=HOST
        )
        return transport


async def _rate_of_all(loads: list[Load]) -> float:
    runs = [_Run(load) for load in loads]
    began = time.perf_counter()
    await asyncio.gather(*(run.one() for run in runs for _ in range(run.load.connections)))
    return sum(len(run.latencies) for run in runs) / (time.perf_counter() - began)


def measure_together(loads: list[Load]) -> float:
    """Return how many requests a second several loads get at the same time."""
    return asyncio.run(_rate_of_all(loads))


async def _measured(load: Load) -> Result:
    run = _Run(load)
    began = time.perf_counter()
    await asyncio.gather(*(run.one() for _ in range(load.connections)))
    rate = len(run.latencies) / (time.perf_counter() - began)
    return Result(rate, tuple(sorted(run.latencies)))


def measure(load: Load) -> Result:
    """Run a load; raises RuntimeError at the first wrong reply."""
    return asyncio.run(_measured(load))
