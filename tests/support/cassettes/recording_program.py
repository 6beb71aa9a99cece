"""Appends to a cassette until it is stopped, and prints which interactions are on disk.

    python -m tests.support.cassettes.recording_program CASSETTE LOCKS FIRST_NUMBER [FAULT]

Several writers append at once, as for many clients. It prints the number of each interaction that
is on disk, and "!" with the error of one that failed. FAULT is `torn:N` (the process is killed in
the middle of the Nth write) or `limit:BYTES` (the system refuses a larger file).
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
from tests.support.cassettes.exchanges import create, created

WRITERS = 4
INTERACTIONS = 4_000
LARGE = "x" * 300_000  # now and then one that is larger than a page of memory


async def write(recorder: Recorder, numbers: range) -> None:
    for number in numbers:
        name = LARGE if number % 16 == 15 else "short"
        try:
            await recorder.append(
                Interaction(create(caller=None, Number=str(number)), created(friendly_name=name))
            )
        except RingbackError as error:
            print_line(f"! {error}")
            return
        print_line(str(number))


def print_line(line: str) -> None:
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
    """Kill the process in the middle of the Nth write."""
    real = os.write
    left = iter(range(number, 0, -1))

    def torn(descriptor: int, data: memoryview) -> int:
        if next(left) > 1:
            return real(descriptor, data)
        # Within an interaction: at most four of about the same length are written at once.
        real(descriptor, data[: len(data) - len(data) // 7])
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
