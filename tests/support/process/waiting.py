"""Waiting for a condition, with a time-out."""

import time
from collections.abc import Callable
from typing import TypeVar

TIMEOUT = 30.0  # seconds

Found = TypeVar("Found")


def wait_for(probe: Callable[[], Found | None], explain: Callable[[], str]) -> Found:
    """Call `probe` until it returns something; after the time-out fail with `explain()`."""
    deadline = time.monotonic() + TIMEOUT
    while (found := probe()) is None:
        assert time.monotonic() < deadline, f"it did not happen: {explain()}"
        time.sleep(0.01)
    return found
