"""Waiting for a condition, with a time-out."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

TIMEOUT = 60.0  # seconds; on a busy machine a start takes some of them

Found = TypeVar("Found")


def wait_for(probe: Callable[[], Found | None], explain: Callable[[], str]) -> Found:
    """Call `probe` until it returns something; after the time-out fail with `explain()`."""
    deadline = time.monotonic() + TIMEOUT
    while (found := probe()) is None:
        assert time.monotonic() < deadline, f"it did not happen: {explain()}"
        time.sleep(0.01)
    return found


async def until(holds: Callable[[], object]) -> None:
    """Yield to the event loop until something holds; after the time-out fail."""
    async with asyncio.timeout(TIMEOUT):
        while not holds():
            await asyncio.sleep(0)
