"""How long a test waits for what must happen, and how."""

import time
from collections.abc import Callable
from typing import TypeVar

TIMEOUT = 30.0  # seconds after which it is not going to happen any more

Found = TypeVar("Found")


def wait_for(probe: Callable[[], Found | None], explain: Callable[[], str]) -> Found:
    """Ask `probe` until it finds something; fail with what `explain` tells when it never does."""
    deadline = time.monotonic() + TIMEOUT
    while (found := probe()) is None:
        assert time.monotonic() < deadline, f"it does not happen: {explain()}"
        time.sleep(0.01)
    return found
