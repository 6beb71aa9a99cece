"""Delays an answer as an injected fault wants it, or holds the request until its client leaves."""

import asyncio
from collections.abc import Callable

from mitmproxy import http

from ringback.modes.injection import Effect, Injection

# How often a request that waits looks whether its client has left, in seconds.
_INTERVAL = 0.1


async def wait(
    flow: http.HTTPFlow, injection: Injection, is_over: Callable[[], bool] = lambda: False
) -> None:
    """Wait as long as a fault makes the client wait.

    It ends early if the client has left, or if `is_over` returns true.
    """
    if injection.effect is Effect.SLOW:
        await _wait(flow, injection.seconds, is_over)
    elif injection.effect is Effect.TIMEOUT:
        await _wait(flow, float("inf"), is_over)


async def _wait(flow: http.HTTPFlow, seconds: float, is_over: Callable[[], bool]) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while flow.client_conn.connected and not is_over():
        rest = end - loop.time()
        if rest <= 0:
            return
        await asyncio.sleep(min(rest, _INTERVAL))
