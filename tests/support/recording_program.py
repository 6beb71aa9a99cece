"""Appends to a cassette until it is stopped, and says which interactions are on disk.

    python -m tests.support.recording_program CASSETTE LOCKS FIRST_NUMBER [FAULT]

Several writers at once, as many clients would. It prints a number when its interaction is done,
"!" and what went wrong when it failed. FAULT is `torn:N` (the Nth write gets half way, then the
process is killed) or `limit:BYTES` (the system refuses a larger file).
"""

import asyncio
import os
import resource
import signal
import sys
from pathlib import Path

from ringback.cassette.model import Interaction
from ringback.cassette.storage.recorder import Recorder
from ringback.errors import RingbackError
from tests.support.exchanges import create, created

WRITERS = 4
INTERACTIONS = 4_000
LARGE = "x" * 300_000  # every so often one that takes more than one page of the system's


async def write(recorder: Recorder, numbers: range) -> None:
    for number in numbers:
        name = LARGE if number % 16 == 15 else "short"
        try:
            await recorder.append(
                Interaction(create(caller=None, Number=str(number)), created(friendly_name=name))
            )
        except RingbackError as error:
            say(f"! {error}")
            return
        say(str(number))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(path: Path, locks: Path, first: int) -> None:
    recorder = Recorder(path, locks)
    tasks = (
        write(recorder, range(first + one, first + INTERACTIONS, WRITERS)) for one in range(WRITERS)
    )
    await asyncio.gather(*tasks)
    recorder.close()


def tear(number: int) -> None:
    """Make the Nth write a torn one."""
    real = os.write
    left = iter(range(number, 0, -1))

    def torn(descriptor: int, data: memoryview) -> int:
        if next(left) > 1:
            return real(descriptor, data)
        real(descriptor, data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    os.write = torn  # type: ignore[assignment]


if __name__ == "__main__":
    fault, _, argument = (sys.argv[4:] or [""])[0].partition(":")
    if fault == "torn":
        tear(int(argument))
    if fault == "limit":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(argument), int(argument)))
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
