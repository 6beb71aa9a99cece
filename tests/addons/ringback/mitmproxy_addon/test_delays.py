import asyncio
import time

import pytest
from mitmproxy.connection import ConnectionState

from ringback.mitmproxy_addon import delays
from ringback.modes.injection import Effect, Injection
from tests.support.process.waiting import TIMEOUT
from tests.support.proxy.flows import flow_to

HOLD = Injection("timeout", Effect.TIMEOUT)
LONG = Injection("slow", Effect.SLOW, 3_600)


def wait(injection: Injection, is_over: bool = False) -> float:
    """Return how long a wait takes whose client leaves at once, or never."""
    began = time.monotonic()
    waiting = delays.wait(flow_to(), injection, lambda: is_over)
    asyncio.run(asyncio.wait_for(waiting, TIMEOUT))
    return time.monotonic() - began


def test_a_slow_answer_waits_as_long_as_the_fault_says() -> None:
    assert wait(Injection("slow", Effect.SLOW, 0.15)) >= 0.15


@pytest.mark.parametrize(
    "effect", [Effect.NONE, Effect.RESET, Effect.CLOSE, Effect.TRUNCATE, Effect.DRIP], ids=str
)
def test_other_faults_wait_for_nothing(effect: Effect) -> None:
    assert wait(Injection("any", effect, 3_600)) < 3_600


@pytest.mark.parametrize("injection", [HOLD, LONG], ids=["timeout", "slow"])
def test_a_session_that_is_over_ends_the_wait(injection: Injection) -> None:
    assert wait(injection, is_over=True) < TIMEOUT


@pytest.mark.parametrize("injection", [HOLD, LONG], ids=["timeout", "slow"])
def test_a_client_that_leaves_ends_the_wait(injection: Injection) -> None:
    flow = flow_to()

    async def leave() -> None:
        waiting = asyncio.create_task(delays.wait(flow, injection))
        await asyncio.sleep(0)
        assert not waiting.done()
        flow.client_conn.state = ConnectionState.CLOSED
        await asyncio.wait_for(waiting, TIMEOUT)

    asyncio.run(leave())
