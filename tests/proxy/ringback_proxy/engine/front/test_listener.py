import asyncio
import socket
from types import SimpleNamespace
from typing import Any

import pytest

from ringback_proxy.engine.front.listener import FrontListener

ENDPOINT: Any = SimpleNamespace()


def listen(host: str, port: int = 0) -> list[tuple[Any, ...]]:
    async def run() -> list[tuple[Any, ...]]:
        listener = FrontListener(ENDPOINT)
        await listener.start(host, port)
        addresses = list(listener.listen_addrs)
        await listener.stop()
        assert listener.listen_addrs == ()
        return addresses

    return asyncio.run(run())


def test_any_free_port_is_found() -> None:
    ((host, port),) = listen("127.0.0.1")
    assert host == "127.0.0.1"
    assert port > 0


def test_every_address_family_has_the_same_port() -> None:
    addresses = listen("")
    assert len({address[1] for address in addresses}) == 1
    if socket.has_dualstack_ipv6():
        assert {address[0] for address in addresses} == {"0.0.0.0", "::"}


@pytest.mark.parametrize(
    ("host", "port"),
    [("127.0.0.1", 70_000), ("192.0.2.1", 0), ("no such host", 0)],
    ids=["no port", "not of this machine", "no host"],
)
def test_an_address_that_cannot_be_used_is_an_error(host: str, port: int) -> None:
    with pytest.raises((OSError, OverflowError, ValueError)):
        listen(host, port)
