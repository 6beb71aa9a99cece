"""Starting what is measured: Understudy in a mode, and mitmdump as it comes."""

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

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "cassettes" / "example.yaml"


@dataclass(frozen=True, slots=True)
class Running:
    """A proxy that answers: its port, its base URL's port, its root, its process."""

    port: int
    base_url_port: int
    ca: Path
    pid: int


def clean() -> dict[str, str]:
    """Give the environment without what would point the programs elsewhere."""
    dropped = ("proxy", "cert", "ca_bundle", "understudy")
    return {k: v for k, v in os.environ.items() if not any(d in k.lower() for d in dropped)}


@contextmanager
def understudy(*arguments: str) -> Iterator[Running]:
    """Run Understudy until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = (
            sys.executable, "-m", "understudy_proxy", *arguments, "--quiet", "--port", "0",
            "--base-url-port", "0", "--confdir", folder, "--ready-file", str(ready),
        )  # fmt: skip
        with _process(command) as process:
            while not ready.exists():
                _still(process)
            told = json.loads(ready.read_text())
            base_url_port = int(told["base_url"].rpartition(":")[2])
            yield Running(told["port"], base_url_port, Path(told["ca"]), process.pid)


@contextmanager
def mitmdump(*arguments: str) -> Iterator[Running]:
    """Run mitmdump, with a listener of its own for plain HTTP, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        port, plain = _free_port(), _free_port()
        command = (
            str(Path(sys.executable).with_name("mitmdump")), "-q", "--mode", f"regular@{port}",
            "--mode", f"reverse:http://conversations.twilio.com@{plain}",
            "--set", f"confdir={folder}", "--set", "connection_strategy=lazy", *arguments,
        )  # fmt: skip
        with _process(command) as process:
            for each in (port, plain):
                while not _listens(each):
                    _still(process)
            yield Running(port, plain, Path(folder) / "mitmproxy-ca-cert.pem", process.pid)


@contextmanager
def _process(command: tuple[str, ...]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=clean()) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def _still(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        raise SystemExit(f"{process.args!r} ended with {process.returncode}")
    time.sleep(0.002)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
