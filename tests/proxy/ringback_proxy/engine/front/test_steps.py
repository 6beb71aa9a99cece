import asyncio

import pytest

from ringback_proxy.engine.front import steps
from ringback_proxy.engine.front.addon_hooks import Steps


@pytest.mark.parametrize("waits", [0, 1, 3])
def test_what_follows_comes_once_all_steps_are_done(waits: int) -> None:
    came: list[str] = []

    def work() -> Steps:
        for number in range(waits):
            yield asyncio.sleep(0)
            came.append(f"step {number}")

    async def run() -> None:
        task = steps.run(work(), lambda: came.append("then"))
        assert (task is None) is (waits == 0)
        if task is not None:
            assert came == []
            await task

    asyncio.run(run())
    assert came == [*(f"step {number}" for number in range(waits)), "then"]


def test_nothing_has_to_follow() -> None:
    def work() -> Steps:
        yield from ()

    assert steps.run(work()) is None
