import asyncio
import sys

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


@pytest.mark.skipif(sys.version_info < (3, 12), reason="tasks begin at once from 3.12 on")
def test_a_task_that_is_done_at_once_is_not_returned() -> None:
    """mitmproxy 12 sets such a factory of tasks."""
    came: list[str] = []

    async def at_once() -> None:
        came.append("step")

    def work() -> Steps:
        yield at_once()

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(getattr(asyncio, "eager_task_factory"))  # noqa: B009 - not in 3.11
        assert steps.run(work(), lambda: came.append("then")) is None

    asyncio.run(run())
    assert came == ["step", "then"]


def test_steps_that_fail_in_a_task_are_reported(caplog: pytest.LogCaptureFixture) -> None:
    came: list[str] = []

    def work() -> Steps:
        yield asyncio.sleep(0)
        raise ValueError("odd")

    async def run() -> None:
        task = steps.run(work(), lambda: came.append("then"), lambda: came.append("failed"))
        assert task is not None
        await task

    asyncio.run(run())
    assert came == ["failed"]
    assert "a connection could not be served" in caplog.text


def test_nothing_has_to_follow() -> None:
    def work() -> Steps:
        yield from ()

    assert steps.run(work()) is None
