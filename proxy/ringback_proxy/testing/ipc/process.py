"""The test process's side: start the proxy's process, send it messages, end it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakSet

from ringback.errors import RingbackError
from ringback_proxy.testing.ipc.messages import Broken, Message, ProxyInfo, Refused, Start
from ringback_proxy.testing.ipc.pipe import Pipe

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

Result = TypeVar("Result")

# Warnings off: with PYTHONWARNINGS=error mitmproxy 11 cannot do TLS. Safe path: the folder that the
# tests run in may hold a module named like one of the standard library's.
_COMMAND = (
    sys.executable,
    "-P",
    "-W",
    "ignore",
    "-m",
    "ringback_proxy.testing.proxy_side.main",
)

# Seconds until a proxy that does not exit is killed.
_EXIT_TIMEOUT = 15.0


class ProxyProcess:
    """A proxy in a process of its own, for many sessions, one after the other.

    It ends with `close`, or when this process ends, however that happens. `info` has its addresses.
    Raises RingbackError if it cannot start.
    """

    def __init__(self, start: Start) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._lock = Lock()
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._pipe = Pipe(self._process.stdout, self._process.stdin, awaits_greeting=True)
        self._owner = os.getpid()
        self._closed = False
        self._last_call = 0
        _running.add(self)
        try:
            self.info: ProxyInfo = self.call(start)
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        """The proxy's URL; requests through it belong to the current session."""
        return self.info.proxy_url

    @property
    def base_url(self) -> str:
        """The URL of the API over plain HTTP, for clients without a proxy."""
        return self.info.base_url

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment variables for a program that outlives a session."""
        return self.info.variables

    def call(self, message: Message[Result]) -> Result:
        """Send a message and return its answer.

        Raises RingbackError for a mistake of the user's, and if the proxy is gone.
        """
        with self._lock:
            try:
                answer = self._exchange(message)
            except (OSError, EOFError, ValueError):
                raise RingbackError(self._explain_loss()) from None
        if isinstance(answer, Refused):
            raise RingbackError(answer.reason)
        if isinstance(answer, Broken):
            raise RingbackError(f"the proxy failed; this is a bug in Ringback:\n{answer.traceback}")
        result: Result = answer
        return result

    def _exchange(self, message: Message[Result]) -> Any:
        self._last_call += 1
        self._pipe.send((self._last_call, message))
        while True:
            number, answer = self._pipe.receive()
            # Ctrl-C may have interrupted a call whose answer was still to come.
            if number == self._last_call:
                return answer

    def _explain_loss(self) -> str:
        if os.getpid() != self._owner:
            return "the proxy belongs to the process that started it, and this is a fork of that"
        if self._closed:
            return "the proxy has been stopped; use it only during its test or `with` block"
        self._process.wait(_EXIT_TIMEOUT)
        self._log.seek(0)
        output = self._log.read()[-4000:].decode("utf-8", "replace").strip()
        status = self._process.returncode
        return f"the proxy exited with status {status}:\n{output or '(no output)'}"

    def close(self) -> None:
        """Close the pipe and wait until the proxy has exited."""
        if self._closed or os.getpid() != self._owner:
            return
        self._closed = True
        self._close_pipe()
        try:
            self._process.wait(_EXIT_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _close_pipe(self) -> None:
        with suppress(OSError):  # the proxy was faster
            self._pipe.close()


_running: WeakSet[ProxyProcess] = WeakSet()


def _detach_in_child() -> None:
    """Close the pipes in a forked child: they would keep the proxy alive without its owner."""
    for process in tuple(_running):
        process._close_pipe()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_detach_in_child)
