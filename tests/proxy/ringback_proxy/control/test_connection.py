import asyncio
import json

import pytest

from ringback_proxy.control import connection
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.server import ControlServer

# What Java's client sends with each request.
UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEA\r\n"


async def put_fault(control: ControlContext, headers: bytes, *, pieces: int) -> int:
    """Send a rule with some headers, in pieces; return the status."""
    body = json.dumps([{"name": "unavailable"}]).encode()
    request = b"\r\n".join(
        (
            b"PUT /ringback/sessions/default/faults HTTP/1.1",
            b"Host: 127.0.0.1",
            b"Authorization: Bearer " + control.token.encode(),
            b"Content-Type: application/json",
            headers + b"Content-Length: %d" % len(body),
            b"",
            body,
        )
    )
    server = ControlServer(lambda: control)
    async with server.listening() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        size = -(-len(request) // pieces)
        for begin in range(0, len(request), size):
            writer.write(request[begin : begin + size])
            await writer.drain()
            await asyncio.sleep(0)
        status = (await reader.readline()).split()[1]
        writer.close()
        await server.close()
    return int(status)


@pytest.mark.parametrize("headers", [b"", UPGRADE, UPGRADE.upper()], ids=["plain", "h2c", "caps"])
@pytest.mark.parametrize("pieces", [1, 7, 300])
def test_a_body_is_read_whatever_the_client_offers(
    control: ControlContext, caplog: pytest.LogCaptureFixture, headers: bytes, pieces: int
) -> None:
    assert asyncio.run(put_fault(control, headers, pieces=pieces)) == 200
    assert not caplog.records


def test_a_head_without_an_end_is_refused(control: ControlContext) -> None:
    async def send() -> bytes:
        async with ControlServer(lambda: control).listening() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /ringback/health HTTP/1.1\r\nX: " + b"a" * 65_536)
            answer = await reader.read()
            writer.close()
            return answer

    answer = asyncio.run(send())
    assert answer.split()[1] == b"431"
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 431


def test_a_head_that_does_not_arrive_is_refused(
    control: ControlContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_HEAD_TIMEOUT", 0.05)

    async def send() -> bytes:
        async with ControlServer(lambda: control).listening() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /ringback/health HTTP/1.1\r\nX: a")
            answer = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            return answer

    answer = asyncio.run(send())
    assert answer.split()[1] == b"408"
    assert "did not arrive" in json.loads(answer.partition(b"\r\n\r\n")[2])["message"]
