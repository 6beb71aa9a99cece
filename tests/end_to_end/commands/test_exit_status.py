"""Exit status and signals; nothing is left running or on disk, however a run ends."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.process.background import Background
from tests.support.process.launch import PROGRAM
from tests.support.process.ringback import CREDENTIALS, run
from tests.support.process.terminal import Terminal
from tests.support.process.waiting import wait_for

# Counts its interrupts; for each line of input it sends a request and prints the count.
INTERACTIVE = """
import os, signal, sys, urllib.request
from base64 import b64encode
seen = 0
def count(*_):
    global seen
    seen += 1
signal.signal(signal.SIGINT, count)
print("terminal" if sys.stdin.isatty() and sys.stdout.isatty() else "none", flush=True)
for line in sys.stdin:
    if line.strip() == "end":
        sys.exit(7)
    asked = urllib.request.Request("https://conversations.twilio.com/v1/Conversations", b"")
    asked.add_header("Authorization", "Basic " + b64encode(b"AC" + b"0" * 32 + b":x").decode())
    print(line.strip(), urllib.request.urlopen(asked).status, "interrupts", seen, flush=True)
"""
WAITING = "import signal; print('up', flush=True); signal.pause()"


@contextmanager
def deadline() -> Iterator[None]:
    """Make a read time out."""

    def fail(*_: object) -> None:
        raise TimeoutError("nothing more was shown")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_ctrl_c_reaches_the_command_once_and_its_terminal_stays_its_own() -> None:
    with deadline():
        terminal = Terminal(
            (*PROGRAM, "fake", "--", sys.executable, "-c", INTERACTIVE), CREDENTIALS
        )
        terminal.read_until("terminal")

        terminal.type("\x03")
        # The proxy has handled everything before, once it answers.
        terminal.type("one\n")
        terminal.read_until("one 201 interrupts 1")
        terminal.type("two\n")
        terminal.read_until("two 201 interrupts 1")
        terminal.type("end\n")

        assert terminal.wait() == 7


def test_the_command_of_a_killed_ringback_ends_and_the_next_run_cleans_up(
    tmp_path: Path,
) -> None:
    runtime = Path(os.environ["XDG_RUNTIME_DIR"]) / "ringback"
    command = (*PROGRAM, "fake", "--", sys.executable, "-c", WAITING)
    with Background(command, tmp_path) as running:
        running.until(lambda: "up" in running.stdout or None)
        (ready,) = (path for path in runtime.glob(f"ready-{running.process.pid}.json"))
        (child,) = children(running.process.pid)

        running.process.kill()
        running.process.wait()
        wait_for(lambda: not is_running(child) or None, lambda: f"{child} still runs")

    assert ready.exists()
    run("fake", "--", "true", folder=tmp_path)
    assert not ready.exists()
    assert not list(runtime.glob(f"run-{running.process.pid}-*"))


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if not listed.exists():
        pytest.skip("this system has no /proc")
    return [int(child) for child in listed.read_text().split()]


def is_running(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
