"""A person at a terminal of their own, in which a program runs."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping, Sequence

# Makes the standard input the terminal of a session, then becomes the program. `pty.fork` would do
# it in one, but forks a process with threads.
_AT_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


class Terminal:
    """The terminal; `shown` is what it has shown so far."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.shown = ""
        self._end, end = pty.openpty()
        self._process = subprocess.Popen(
            (sys.executable, "-c", _AT_TERMINAL, *command),
            stdin=end, stdout=end, stderr=end, start_new_session=True,
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        os.close(end)

    def types(self, text: str) -> None:
        """Type keys."""
        os.write(self._end, text.encode())

    def reads(self, text: str) -> None:
        """Read until some text is shown."""
        while text not in self.shown:
            self.shown += os.read(self._end, 65536).decode()

    def status(self) -> int:
        """Wait for the program's end; give its status."""
        status = self._process.wait()
        os.close(self._end)
        return status
