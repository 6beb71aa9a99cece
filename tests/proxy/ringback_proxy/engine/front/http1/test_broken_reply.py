import asyncio
from dataclasses import dataclass, field

import pytest

from ringback.modes.injection import Effect, Injection
from ringback_proxy.engine import broken_bodies
from ringback_proxy.engine.front.http1 import broken_reply

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n"
REPLY = HEAD + b"0123456789abcdefghij"
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class Transport:
    """A transport that keeps what is written, and closes after some writes."""

    closes_after: int = 100
    written: list[bytes] = field(default_factory=list)
    aborted: bool = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return len(self.written) >= self.closes_after

    def get_extra_info(self, name: str) -> None:
        assert name == "socket"

    def abort(self) -> None:
        self.aborted = True


def send(transport: Transport, effect: Effect, data: bytes = REPLY) -> bool:
    """Send a reply; return whether the connection ends."""

    async def run() -> bool:
        sending = broken_reply.send(transport, data, Injection("any", effect, 0.001))
        try:
            while True:
                await next(sending)
        except StopIteration as stopped:
            return bool(stopped.value)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("effect", "data", "written"),
    [
        (Effect.CLOSE, REPLY, []),
        (Effect.TIMEOUT, REPLY, []),
        (Effect.RESET, REPLY, []),
        (Effect.MALFORMED, REPLY, [broken_bodies.MALFORMED]),
        (Effect.TRUNCATE, REPLY, [HEAD + b"0123456789"]),
        (Effect.TRUNCATE, EMPTY, [EMPTY[: len(EMPTY) // 2]]),
    ],
    ids=str,
)
def test_a_connection_ends_with_what_a_fault_leaves(
    effect: Effect, data: bytes, written: list[bytes]
) -> None:
    transport = Transport()
    assert send(transport, effect, data)
    assert transport.written == written
    assert transport.aborted is (effect is Effect.RESET)


def test_a_reply_drips_and_the_connection_stays() -> None:
    transport = Transport()
    assert not send(transport, Effect.DRIP)
    assert transport.written[0] == HEAD
    assert len(transport.written) == 11
    assert b"".join(transport.written) == REPLY


def test_nothing_more_drips_once_the_client_has_left() -> None:
    transport = Transport(closes_after=3)
    send(transport, Effect.DRIP)
    assert len(transport.written) == 3


def test_a_reply_without_a_body_is_sent_at_once() -> None:
    transport = Transport()
    assert not send(transport, Effect.DRIP, EMPTY)
    assert transport.written == [EMPTY]
