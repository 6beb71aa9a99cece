import asyncio
import socket

import pytest

from ringback.errors import ListenError
from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import Conversations
from ringback_proxy.client_setup.certificates import Authority
from ringback_proxy.server.lifecycle import serving
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.master import ProxyMaster
from tests.support.proxy.flows import ScriptedMode


def test_it_listens_while_the_block_lasts(authority: Authority) -> None:
    async def once() -> int:
        conversations = Conversations(ScriptedMode(), Journal())
        master = ProxyMaster(conversations, Addresses(port=0), authority.confdir)
        async with serving(master):
            port = master.listeners.port
            socket.create_connection(("127.0.0.1", port)).close()
            return port

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", asyncio.run(once())))


def test_a_port_that_is_taken_is_the_operators_error(authority: Authority) -> None:
    async def once(port: int) -> None:
        conversations = Conversations(ScriptedMode(), Journal())
        master = ProxyMaster(conversations, Addresses(port=port), authority.confdir)
        async with serving(master):
            pytest.fail("it listens")

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match=f"port {port} of 127.0.0.1 is taken"):
            asyncio.run(once(port))
