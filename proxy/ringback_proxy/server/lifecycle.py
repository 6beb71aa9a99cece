"""Starts a master, and stops it without dropping answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ringback_proxy.server.master import ProxyMaster

# How long a stop waits for requests in flight, in seconds.
TIMEOUT = 10.0


@asynccontextmanager
async def serving(master: ProxyMaster) -> AsyncIterator[ProxyMaster]:
    """Run a master while the block lasts; raises ListenError if it cannot listen."""
    running = asyncio.create_task(master.run())
    listening = asyncio.create_task(master.listening.wait())
    await asyncio.wait({running, listening}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        listening.cancel()
        running.result()
    try:
        yield master
    finally:
        await master.drain(TIMEOUT)
        master.shutdown()
        await running
        await master.close_connections()
