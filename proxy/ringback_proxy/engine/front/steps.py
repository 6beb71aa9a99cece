"""Runs steps at once as far as possible, and the rest in a task once one has to be awaited."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from ringback_proxy.engine.front.addon_hooks import Steps

logger = logging.getLogger(__name__)

# The loop itself keeps only weak references to its tasks.
_tasks: set[asyncio.Task[None]] = set()


def _do_nothing() -> None:
    """Do nothing afterwards."""


def run(
    steps: Steps,
    then: Callable[[], None] = _do_nothing,
    on_failure: Callable[[], None] = _do_nothing,
) -> asyncio.Task[None] | None:
    """Run steps, and call `then` once they are done; return the task if they have to wait.

    `on_failure` is called if they fail in the task; before that, the exception propagates.
    """
    waiting = next(steps, None)
    if waiting is None:
        then()
        return None
    task = asyncio.get_running_loop().create_task(_finish(steps, waiting, then, on_failure))
    if task.done():  # mitmproxy 12 has tasks begin at once
        return None
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return task


async def _finish(
    steps: Steps,
    waiting: Awaitable[object] | None,
    then: Callable[[], None],
    on_failure: Callable[[], None],
) -> None:
    try:
        while waiting is not None:
            await waiting
            waiting = next(steps, None)
        then()
    except Exception:  # an addon's hook may raise anything; the client must not wait for ever
        logger.exception("a connection could not be served")
        on_failure()
