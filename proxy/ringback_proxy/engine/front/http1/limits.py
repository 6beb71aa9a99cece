"""Limits for slow and endless requests, and for connections that nobody uses."""

import asyncio
from collections.abc import Callable

# In bytes; mitmproxy itself has no limit.
HEAD_LIMIT = 1024 * 1024
# A longer head of a CONNECT request is mitmproxy's.
CONNECT_LIMIT = 65_536
TOO_LARGE = "the request's first line and headers are larger than {} bytes; send fewer."
TOO_SLOW = "the request did not arrive within {:g} seconds; send it at once."
TRAILERS = "trailers behind a chunked body are not supported; send the request without them."

# In seconds: for one request from its first byte to its last, and for a connection without any.
REQUEST_TIMEOUT = 60.0
IDLE_TIMEOUT = 600.0


def _do_nothing() -> None:
    """Do nothing once a timer has stopped."""


class RequestTimer:
    """Calls `too_late` if a request is incomplete `timeout` seconds after its begin.

    There is one timer at a time, so that requests that are complete in time cost next to nothing.
    """

    def __init__(self, too_late: Callable[[], None]) -> None:
        self.timeout = REQUEST_TIMEOUT
        self._too_late = too_late
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._began: float | None = None
        self._active = self._loop.time()

    def start_request(self) -> None:
        """Note that a part of a request has arrived, and not all of it."""
        if self._began is None:
            self._began = self._loop.time()
            if self._timer is None:
                self._timer = self._loop.call_later(self.timeout, self._check)

    def end_request(self) -> None:
        """Note that a request is complete."""
        self._began = None

    def _check(self) -> None:
        self._timer = None
        if self._began is None:
            return
        rest = self._began + self.timeout - self._loop.time()
        if rest > 0:
            self._timer = self._loop.call_later(rest, self._check)
        else:
            self._too_late()

    def start_idle(self, transport: asyncio.BaseTransport) -> None:
        """Close a connection on which nothing arrives for a long time."""
        rest = self._active + IDLE_TIMEOUT - self._loop.time()
        if rest <= 0:
            transport.close()
        else:
            self._idle_timer = self._loop.call_later(rest, self.start_idle, transport)

    def note_activity(self) -> None:
        """Note that data has arrived."""
        self._active = self._loop.time()

    def stop(self) -> None:
        """Stop all timers, for good."""
        # What made the timer is freed with the connection, and not by a search for garbage.
        self._too_late = _do_nothing
        for timer in (self._timer, self._idle_timer):
            if timer is not None:
                timer.cancel()
        self._timer = self._idle_timer = None
