"""Starts the proxy's process, and ends it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakSet

from ringback.errors import RingbackError
from ringback_proxy.testing.ipc.start import (
    GREETING,
    Broken,
    ProxyInfo,
    Refused,
    Start,
    decode_answer,
    encode_start,
)

if TYPE_CHECKING:
    from ringback_proxy.testing.ipc.control_client import ControlClient

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

# Warnings off: with PYTHONWARNINGS=error mitmproxy 11 cannot do TLS. Safe path: the folder that the
# tests run in may hold a module named like one of the standard library's.
_COMMAND = (
    sys.executable,
    "-P",
    "-W",
    "ignore",
    "-m",
    "ringback_proxy.testing.proxy_side",
)

# Seconds until a proxy that does not exit is killed.
_EXIT_TIMEOUT = 15.0


class ProxyProcess:
    """A proxy in a process of its own, for many sessions, one after the other.

    It ends with `close`, or when this process ends, however that happens: it watches its standard
    input. `info` has its addresses, `control` directs it. Raises RingbackError if it cannot
    start.
    """

    def __init__(self, start: Start) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
        )
        self._owner = os.getpid()
        self._closed = False
        self._control: ControlClient | None = None
        _running.add(self)
        try:
            self._send(start)
            self.info = self._connect()
        except BaseException:  # Ctrl-C, too, ends the process
            self.close()
            raise

    def _connect(self) -> ProxyInfo:
        """Wait until the proxy listens, and connect to it."""
        # Slow to load, and the proxy starts meanwhile.
        from ringback_proxy.testing.ipc.control_client import ControlClient

        info = self._receive()
        port, token = info.control_port, info.control_token
        self._control = ControlClient(port, token, self._explain_loss)
        return info

    def _send(self, start: Start) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # it has exited, and there is no answer either
            self._process.stdin.write(encode_start(start))
            self._process.stdin.flush()

    def _receive(self) -> ProxyInfo:
        assert self._process.stdout is not None
        try:
            lines = iter(self._process.stdout.readline, b"")
            line = next((line for line in lines if GREETING in line), None)
        except OSError:
            line = None
        if line is None:
            raise RingbackError(self._explain_loss())
        answer = decode_answer(line.partition(GREETING)[2])
        if isinstance(answer, Refused):
            raise RingbackError(answer.reason)
        if isinstance(answer, Broken):
            raise RingbackError(f"the proxy failed; this is a bug in Ringback:\n{answer.traceback}")
        return answer

    @property
    def control(self) -> "ControlClient":
        """What directs the proxy."""
        assert self._control is not None
        return self._control

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
        """Close its standard input, and wait until the proxy has exited."""
        if self._closed or os.getpid() != self._owner:
            return
        self._closed = True
        self._close_line()
        try:
            self._process.wait(_EXIT_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _close_line(self) -> None:
        if self._control is not None:
            self._control.close()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # the proxy was faster
                    pipe.close()


_running: WeakSet[ProxyProcess] = WeakSet()


def _detach_in_child() -> None:
    """Close the pipes in a forked child: they would keep the proxy alive without its owner."""
    for process in tuple(_running):
        process._close_line()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_detach_in_child)
