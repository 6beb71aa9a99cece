"""How a program is started: as a process of its own, or, where it is the product, as a fork."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.process.preloaded.forked_product import ForkedProduct, can_fork
from tests.support.process.preloaded.main import Invocation, Streams

# As a module, so that the interpreter of the tests runs the product.
PROGRAM = (sys.executable, "-m", "ringback_proxy")

# Only servers are forked: other commands import another selection of mitmproxy, or none of it.
_SERVERS = {"fake", "inspect", "record", "replay"}

Program = subprocess.Popen[bytes] | ForkedProduct


def launch(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None,
    streams: Streams,
    descriptors: Sequence[int] = (),
) -> Program:
    """Start a program in a folder, with the environment extended; it inherits `descriptors`."""
    whole = {**os.environ, **(environment or {})}
    program, arguments = tuple(command[: len(PROGRAM)]), tuple(command[len(PROGRAM) :])
    is_server = program == PROGRAM and not _SERVERS.isdisjoint(arguments[:1])
    if is_server and can_fork(whole) and not descriptors:
        for output in (streams.stdout, streams.stderr):
            output.write_bytes(b"")  # there from the beginning, as for any program
        return ForkedProduct(Invocation(arguments, folder, whole, streams))
    with (
        streams.stdin.open("rb") as stdin,
        streams.stdout.open("wb") as stdout,
        streams.stderr.open("wb") as stderr,
    ):
        return subprocess.Popen(
            command, stdin=stdin, stdout=stdout, stderr=stderr,
            cwd=folder, env=whole, pass_fds=descriptors,
        )  # fmt: skip
