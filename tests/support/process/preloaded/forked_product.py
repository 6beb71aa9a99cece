"""A product that was forked, with what tests call of `subprocess.Popen`."""

import multiprocessing
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.support.process.preloaded.main import Invocation, run_product

# What an interpreter, or the product while it is imported, reads of its environment.
_READ_AT_START = ("PYTHON", "LC_", "LANG", "OPENSSL_", "RINGBACK_ENGINE")

_context = multiprocessing.get_context("forkserver") if hasattr(os, "fork") else None
_preloaded_for: dict[str, str] | None = None


@contextmanager
def preload() -> Iterator[None]:
    """Fork what is started within this block, where its environment allows that."""
    global _preloaded_for
    if _context is not None:
        _context.set_forkserver_preload([f"{__package__}.imports"])
        _preloaded_for = _select_read_at_start(os.environ)
    try:
        yield
    finally:
        _preloaded_for = None


def can_fork(environment: Mapping[str, str]) -> bool:
    """Whether a process with this environment may be a fork."""
    return _preloaded_for == _select_read_at_start(environment)


class ForkedProduct:
    """A running product."""

    def __init__(self, invocation: Invocation) -> None:
        assert _context is not None
        # As a daemon it is ended if a test leaves it behind.
        self._process = _context.Process(target=run_product, args=(invocation,), daemon=True)
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Return the exit status, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status; raise TimeoutExpired if it still runs after so many seconds."""
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            assert timeout is not None
            raise subprocess.TimeoutExpired("ringback", timeout)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has exited."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)


def _select_read_at_start(environment: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in environment.items() if key.startswith(_READ_AT_START)}
