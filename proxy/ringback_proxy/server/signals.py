"""What signals do: one stops the proxy, a second one ends the wait for requests in flight.

While a command runs, signals are its business: they are passed on, and the proxy ends with it.
"""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ringback_proxy.client_setup.child_process import Command
from ringback_proxy.server.master import ProxyMaster

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


class SignalHandler:
    """Handles the signals of one run; `command` and `master` are set once they have started.

    `stopped_by` and `aborted_by` are the numbers of the first and of a later signal, or 0.
    """

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self.command: Command | None = None
        self.master: ProxyMaster | None = None
        self.stopped_by = 0
        self.aborted_by = 0

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Handle signals while the block lasts."""
        loop = asyncio.get_running_loop()
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        for number in numbers:
            with suppress(NotImplementedError):  # Windows; Ctrl-C is a KeyboardInterrupt there
                loop.add_signal_handler(number, self._handle, number)
        try:
            yield
        finally:
            for number in numbers:
                with suppress(NotImplementedError):
                    loop.remove_signal_handler(number)

    def _handle(self, number: signal.Signals) -> None:
        if self.command is not None and self.command.is_running:
            self.command.pass_on(number)
        elif self.command is None and not self.stopping.is_set():
            self.stopping.set()
            self.stopped_by = number
        elif self.master is not None:
            self.master.abort_drain()
            self.aborted_by = number
