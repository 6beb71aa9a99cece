"""What a forked process does: become the product, with streams, folder and environment."""

import os
import runpy
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Streams:
    """Files that a program writes to, and one that it reads."""

    stdout: Path
    stderr: Path
    stdin: Path = Path(os.devnull)


@dataclass(frozen=True, slots=True)
class Invocation:
    """How the product is started."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    streams: Streams


def run_product(invocation: Invocation) -> None:
    """Run the command line to its end; an exit is raised, as in an interpreter of its own."""
    _open_streams(invocation.streams)
    os.environ.clear()
    os.environ.update(invocation.environment)
    time.tzset()
    os.chdir(invocation.folder)
    sys.argv = ["ringback_proxy", *invocation.arguments]
    try:
        runpy.run_module("ringback_proxy", run_name="__main__", alter_sys=True)
    finally:
        _save_coverage()


def _save_coverage() -> None:
    """Write what coverage.py has measured; it would do so in a handler that no fork calls."""
    if "coverage" in sys.modules:
        measured = sys.modules["coverage"].Coverage.current()
        if measured is not None:
            measured.stop()
            measured.save()


def _open_streams(streams: Streams) -> None:
    for number, path, flags in (
        (0, streams.stdin, os.O_RDONLY),
        (1, streams.stdout, os.O_WRONLY),
        (2, streams.stderr, os.O_WRONLY),
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - as long as the process
