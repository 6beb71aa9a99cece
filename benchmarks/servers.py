"""Starting the programs that are measured: Ringback in a mode, and plain mitmdump."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import checkout

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "cassettes" / "example.yaml"


@dataclass(frozen=True, slots=True)
class Running:
    """A running proxy: its port, the port of its base URL, its root and its process.

    `control_token` opens the control API.
    """

    port: int
    base_url_port: int
    ca: Path
    pid: int
    control_token: str = ""


def clean() -> dict[str, str]:
    """Return the environment without variables that name proxies or CAs.

    Python may keep what it compiles, as it does wherever Ringback is installed by pip.
    """
    dropped = ("proxy", "cert", "ca_bundle", "ringback", "dontwritebytecode")
    return {k: v for k, v in os.environ.items() if not any(d in k.lower() for d in dropped)}


@contextmanager
def ringback(*arguments: str, source: Path | None = None) -> Iterator[Running]:
    """Run Ringback until the block ends: this one, or that of a source tree."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = (
            sys.executable, "-m", "ringback_proxy", *arguments, "--quiet", "--port", "0",
            "--base-url-port", "0", "--confdir", folder, "--ready-file", str(ready),
        )  # fmt: skip
        with program(command, variables=checkout.variables(source) if source else {}) as process:
            while not ready.exists():
                still(process)
            told = json.loads(ready.read_text())
            base_url_port = int(told["base_url"].rpartition(":")[2])
            token = told.get("control_token", "")
            yield Running(told["port"], base_url_port, Path(told["ca"]), process.pid, token)


@contextmanager
def mitmdump(*arguments: str) -> Iterator[Running]:
    """Run mitmdump, with another listener for plain HTTP, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        port, plain = free_port(), free_port()
        command = (
            str(Path(sys.executable).with_name("mitmdump")), "-q", "--mode", f"regular@{port}",
            "--mode", f"reverse:http://conversations.twilio.com@{plain}",
            "--set", f"confdir={folder}", "--set", "connection_strategy=lazy", *arguments,
        )  # fmt: skip
        with program(command) as process:
            for each in (port, plain):
                while not listens(each):
                    still(process)
            yield Running(port, plain, Path(folder) / "mitmproxy-ca-cert.pem", process.pid)


@dataclass(frozen=True, slots=True)
class Upstream:
    """The stand-in for Twilio: its port, and the CA that its clients trust."""

    port: int
    ca: Path


@contextmanager
def upstream() -> Iterator[Upstream]:
    """Run the stand-in for Twilio until the block ends."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with program((sys.executable, str(HERE / "upstream.py"), name)) as process:
            while not (folder / "port").exists():
                still(process)
            yield Upstream(int((folder / "port").read_text()), folder / "ca.pem")


@contextmanager
def program(
    command: tuple[str, ...], home: str | None = None, variables: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program, quietly; with `home`, its files are there."""
    env = clean() | ({"HOME": home} if home else {}) | (variables or {})
    silent = subprocess.DEVNULL if home else None
    with subprocess.Popen(command, env=env, stdout=silent, stderr=silent) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def still(process: subprocess.Popen[bytes]) -> None:
    """Wait a moment; raises an error if the program has exited."""
    if process.poll() is not None:
        raise SystemExit(f"{process.args!r} ended with {process.returncode}")
    time.sleep(0.002)


def free_port() -> int:
    """Return a port that was free just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def listens(port: int) -> bool:
    """Return whether a port accepts connections."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
