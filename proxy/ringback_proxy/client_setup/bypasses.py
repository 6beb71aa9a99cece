"""The file in which the shims of Python and Node report what goes past the proxy."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The shims write the file that it names.
VARIABLE = "RINGBACK_BYPASS_FILE"
FILE = "bypasses"


@dataclass(frozen=True, slots=True)
class Bypass:
    """A process that looked a host of Twilio's up itself, or connected to it by its name."""

    program: str
    pid: int
    host: str


def report_none() -> None:
    """Report nothing of this process: behind another Ringback it forwards on purpose."""
    os.environ.pop(VARIABLE, None)


def read_bypasses(path: Path) -> tuple[Bypass, ...]:
    """Return what was reported, each once; lines that are not of the shims are left out."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ()
    return tuple(dict.fromkeys(_parse(lines)))


def _parse(lines: list[str]) -> Iterator[Bypass]:
    for line in lines:
        match line.split("\t"):
            case [program, pid, host] if pid.isdecimal():
                yield Bypass(program, int(pid), host)
