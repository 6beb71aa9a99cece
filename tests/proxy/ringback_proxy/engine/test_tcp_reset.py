import asyncio
import socket

import pytest

from ringback_proxy.engine import tcp_reset
from tests.support.process.waiting import TIMEOUT


async def reset_one(sent: bytes) -> socket.socket:
    """Return a client whose connection a server has reset, after it has written something."""
    done = asyncio.Event()

    def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        tcp_reset.reset(writer.transport)
        done.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    client = socket.create_connection(server.sockets[0].getsockname(), timeout=TIMEOUT)
    await asyncio.wait_for(done.wait(), TIMEOUT)
    server.close()
    return client


def test_a_client_sees_a_reset_and_no_end() -> None:
    with asyncio.run(reset_one(b"")) as client, pytest.raises(ConnectionResetError):
        client.recv(1)


def test_a_transport_without_a_socket_is_aborted() -> None:
    class Transport:
        aborted = False

        def get_extra_info(self, name: str) -> None:
            assert name == "socket"

        def abort(self) -> None:
            self.aborted = True

    transport = Transport()
    tcp_reset.reset(transport)
    assert transport.aborted
