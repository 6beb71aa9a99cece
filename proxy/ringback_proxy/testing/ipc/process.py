"""The test process's side: starts the proxy's process, asks it things, ends it."""

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
from ringback_proxy.testing.ipc.messages import Broken, Facts, Message, Open, Refused
from ringback_proxy.testing.ipc.pipe import Pipe

# A failed test shows its own line, not ours: pytest leaves out the frames of this module.
__tracebackhide__ = True

Answered = TypeVar("Answered")

# Warnings off: with PYTHONWARNINGS=error mitmproxy 11 cannot do TLS. Safe path: the folder that the
# tests run in may hold a module named like one of the standard library's.
_COMMAND = (
    sys.executable,
    "-P",
    "-W",
    "ignore",
    "-m",
    "ringback_proxy.testing.proxy_side.worker",
)

# How long the end may take before it is made short, in seconds.
_PATIENCE = 15.0


class ProxyProcess:
    """A proxy in a process of its own, for many acts, one after the other; `facts` say where.

    It ends with `close`, or when this process ends, however that happens. Raises RingbackError
    where it cannot start.
    """

    def __init__(self, opening: Open) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._lock = Lock()
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._pipe = Pipe(self._process.stdout, self._process.stdin, greeted=True)
        self._owner = os.getpid()
        self._closed = False
        self._asked = 0
        _running.add(self)
        try:
            self.facts: Facts = self.call(opening)
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        """The proxy's URL; what comes so is answered by the act that is on."""
        return self.facts.proxy_url

    @property
    def base_url(self) -> str:
        """Where the API answers without a proxy, over plain HTTP."""
        return self.facts.base_url

    @property
    def environ(self) -> Mapping[str, str]:
        """The variables for a program that outlives an act."""
        return self.facts.variables

    def call(self, message: Message[Answered]) -> Answered:
        """Ask something and wait for the answer.

        Raises RingbackError for what the operator can mend, and where the proxy is gone.
        """
        with self._lock:
            try:
                answer = self._asked_for(message)
            except (OSError, EOFError, ValueError):
                raise RingbackError(self._lost()) from None
        if isinstance(answer, Refused):
            raise RingbackError(answer.reason)
        if isinstance(answer, Broken):
            raise RingbackError(f"the proxy failed, which is a bug of ours:\n{answer.traceback}")
        result: Answered = answer
        return result

    def _asked_for(self, message: Message[Answered]) -> Any:
        self._asked += 1
        self._pipe.send((self._asked, message))
        while True:
            number, answer = self._pipe.receive()
            # Ctrl-C may have come while an earlier answer was on its way.
            if number == self._asked:
                return answer

    def _lost(self) -> str:
        if os.getpid() != self._owner:
            return "the proxy belongs to the process that started it, and this is a fork of that"
        if self._closed:
            return "the proxy has been stopped; use it while its test, or its `with`, lasts"
        self._process.wait(_PATIENCE)
        self._log.seek(0)
        said = self._log.read()[-4000:].decode("utf-8", "replace").strip()
        return f"the proxy ended, with status {self._process.returncode}:\n{said or '(no word)'}"

    def close(self) -> None:
        """Hang up and wait for the proxy's end."""
        if self._closed or os.getpid() != self._owner:
            return
        self._closed = True
        self._hang_up()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _hang_up(self) -> None:
        with suppress(OSError):  # the proxy was faster
            self._pipe.close()


_running: WeakSet[ProxyProcess] = WeakSet()


def _leave_to_parent() -> None:
    """Let go of the pipes: a forked child that held them would keep the proxy alive without us."""
    for process in tuple(_running):
        process._hang_up()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
