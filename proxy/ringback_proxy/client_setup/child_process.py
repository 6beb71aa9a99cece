"""The program behind `--`: it shares terminal and streams, and signals are passed on to it."""

import asyncio
import errno
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from ringback.errors import CommandError
from ringback.files import is_folder
from ringback_proxy.client_setup import platform_support


@dataclass(slots=True)
class Command:
    """One run of a program."""

    process: asyncio.subprocess.Process

    @classmethod
    async def start(cls, arguments: Sequence[str], environ: Mapping[str, str]) -> "Command":
        """Start a program; raises CommandError, with the next step, if that is impossible."""
        try:
            return cls(
                await asyncio.create_subprocess_exec(
                    *arguments,
                    env=dict(environ),
                    preexec_fn=platform_support.make_parent_death_hook(),
                )
            )
        except (OSError, ValueError) as error:
            raise CommandError(f"{arguments[0]!r} {_explain(arguments[0], error)}") from None

    @property
    def is_running(self) -> bool:
        """Whether the program has not ended yet."""
        return self.process.returncode is None

    async def wait(self) -> int:
        """Wait for the program's end and return its exit status, 128+N where signal N ended it."""
        code = await self.process.wait()
        return 128 - code if code < 0 else code

    def pass_on(self, number: signal.Signals) -> None:
        """Send a signal to the program, unless the terminal has sent it already."""
        if self.is_running and not (
            number in (signal.SIGINT, _SIGQUIT) and platform_support.shares_terminal()
        ):
            # `send_signal` would reap a program that has just ended, and its status would be lost.
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, number)


def _explain(name: str, error: OSError | ValueError) -> str:
    """Return why a program cannot be started, and what to type instead."""
    path = Path(name)
    if not name or is_folder(path):
        return "is not a program; give one that is on the PATH, or its path"
    if isinstance(error, FileNotFoundError):
        if path.is_file():
            return (
                "names an interpreter in its first line that does not exist; name another one first"
            )
        return "was not found; give a program that is on the PATH, or its path"
    if isinstance(error, PermissionError):
        return "may not be run; make it executable (chmod +x), or name its interpreter first"
    if isinstance(error, OSError) and error.errno == errno.ENOEXEC:
        return f"cannot be run by this system; name its interpreter first, such as sh {quote(name)}"
    return f"cannot be run ({error})"


_SIGQUIT = getattr(signal, "SIGQUIT", signal.SIGINT)
