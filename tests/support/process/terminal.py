"""A pseudo-terminal in which a program runs."""

import os
import pty
import subprocess
import sys
from collections.abc import Mapping, Sequence

# Makes standard input the controlling terminal, then becomes the program. `pty.fork` does both, but
# forks a process with threads.
_AT_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


class Terminal:
    """The terminal; `output` is what the program has printed so far."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.output = ""
        self._end, end = pty.openpty()
        self._process = subprocess.Popen(
            (sys.executable, "-c", _AT_TERMINAL, *command),
            stdin=end, stdout=end, stderr=end, start_new_session=True,
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        os.close(end)

    def type(self, text: str) -> None:
        """Type text."""
        os.write(self._end, text.encode())

    def read_until(self, text: str) -> None:
        """Read until a text was printed."""
        while text not in self.output:
            self.output += os.read(self._end, 65536).decode()

    def wait(self) -> int:
        """Wait until the program exits, and return its status."""
        status = self._process.wait()
        os.close(self._end)
        return status
