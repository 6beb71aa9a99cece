"""A thread for what takes long, in the order in which it was asked for."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

logger = logging.getLogger(__name__)


class OrderedWorker:
    """Runs long tasks in one thread, and short ones at once if none is waiting before them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._executor: ThreadPoolExecutor | None = None
        self._pending = 0
        self._lock = Lock()

    def run(self, task: Callable[[], None], *, is_long: bool = False) -> None:
        """Run a task, after all that came before it."""
        with self._lock:
            is_long = is_long or self._pending > 0
            self._pending += is_long
        if not is_long:
            task()
            return
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, thread_name_prefix=self._name)
        self._executor.submit(self._run, task)

    def wait(self) -> None:
        """Wait until everything has been run."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown()

    def _run(self, task: Callable[[], None]) -> None:
        try:
            task()
        except Exception:  # the thread has to go on for those that come after
            logger.exception("%s failed", self._name)
        finally:
            with self._lock:
                self._pending -= 1
