"""The program behind `--`: started with its own terminal and streams, its signals passed on."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from understudy.errors import CommandError
from understudy_proxy import operating_system


@dataclass(slots=True)
class Command:
    """One run of a program; `status` is its exit status, 128+N where signal N ended it."""

    process: asyncio.subprocess.Process

    @classmethod
    async def start(cls, arguments: Sequence[str], environ: Mapping[str, str]) -> "Command":
        """Start the program; raises CommandError with what to check where that is impossible."""
        try:
            return cls(
                await asyncio.create_subprocess_exec(
                    *arguments,
                    env=dict(environ),
                    preexec_fn=operating_system.ends_with_parent(),
                )
            )
        except FileNotFoundError:
            raise CommandError(
                f"{arguments[0]!r} was not found; give a program that is on the PATH, or its path"
            ) from None
        except PermissionError:
            raise CommandError(
                f"{arguments[0]!r} may not be run; make it executable (chmod +x), "
                f"or name its interpreter first"
            ) from None
        except (OSError, ValueError) as error:
            raise CommandError(f"{arguments[0]!r} cannot be run ({error})") from None

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.returncode is None

    async def status(self) -> int:
        """Wait for the program's end and give the status to exit with."""
        code = await self.process.wait()
        return 128 - code if code < 0 else code

    def pass_on(self, number: signal.Signals) -> None:
        """Hand a signal of ours to the program, unless its terminal has done so already."""
        if self.runs and not (
            number in (signal.SIGINT, _SIGQUIT) and operating_system.shares_terminal()
        ):
            self.process.send_signal(number)


_SIGQUIT = getattr(signal, "SIGQUIT", signal.SIGINT)
