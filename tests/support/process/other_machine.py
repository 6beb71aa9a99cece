"""Another machine, which is a network namespace."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

needs_namespaces = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("ip") is None or shutil.which("curl") is None,
    reason="another machine is made with ip netns, which wants root and iproute2, and curl",
)


@dataclass(frozen=True, slots=True)
class OtherMachine:
    """A network namespace, in which this machine has the address `here`."""

    name: str
    here: str

    def curl(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a program there."""
        command = ("ip", "netns", "exec", self.name, "curl", "--silent", "--max-time", "20")
        return subprocess.run(
            (*command, *arguments), capture_output=True, text=True, check=False, env={}
        )


@contextmanager
def connect_machine() -> Iterator[OtherMachine]:
    """Connect a new namespace with this one, with addresses reserved for documentation."""
    name = f"ringback-{os.getpid()}"
    ours, theirs = f"us{os.getpid()}a", f"us{os.getpid()}b"
    network = 4 * (os.getpid() % 60)
    here, there = f"198.51.100.{network + 1}", f"198.51.100.{network + 2}"

    def run(*words: str) -> None:
        subprocess.run(("ip", *words), check=True, capture_output=True)

    with ExitStack() as stack:
        run("netns", "add", name)
        stack.callback(run, "netns", "delete", name)
        run("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name)
        run("address", "add", f"{here}/30", "dev", ours)
        run("link", "set", ours, "up")
        run("-n", name, "address", "add", f"{there}/30", "dev", theirs)
        run("-n", name, "link", "set", theirs, "up")
        yield OtherMachine(name, here)
