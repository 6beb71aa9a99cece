"""Starting the rivals that npm installs, each with the same fixed 201: `make bench-rivals`."""

import json
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers import HERE, Running, free_port, listens, program, still

MODULES = HERE.parent / ".rivals" / "node_modules"
RIVALS = HERE / "rivals"
_BODY = json.dumps({"sid": "CH" + "0" * 32, "friendly_name": "printer on fire"})


@contextmanager
def wiremock() -> Iterator[Running]:
    """Run WireMock's standalone jar with browser proxying until the block ends."""
    jar = next((MODULES / "wiremock" / "build").glob("wiremock-standalone-*.jar"))
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        command = (
            "java", f"-Duser.home={home}", "-jar", str(jar), "--port", str(port),
            "--enable-browser-proxying", "--no-request-journal", "--disable-banner",
            "--use-chunked-encoding", "never", "--root-dir", home,
        )  # fmt: skip
        with program(command, home) as process:
            while not listens(port):
                still(process)
            admin = f"http://127.0.0.1:{port}/__admin"
            stub = {
                "request": {"method": "POST", "urlPath": "/v1/Conversations"},
                "response": {
                    "status": 201,
                    "body": _BODY,
                    "headers": {"Content-Type": "application/json"},
                },
            }
            asked = urllib.request.Request(f"{admin}/mappings", json.dumps(stub).encode())
            urllib.request.urlopen(asked).close()
            ca = Path(home) / "ca.pem"
            with urllib.request.urlopen(f"{admin}/certs/wiremock-ca.crt") as certificate:
                ca.write_bytes(certificate.read())
            yield Running(port, port, ca, process.pid)


@contextmanager
def mockttp() -> Iterator[Running]:
    """Run mockttp with TLS interception until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = ("node", str(RIVALS / "mockttp.cjs"), str(MODULES), str(port), folder)
        with program(command, folder) as process:
            while not (Path(folder) / "ready").exists():
                still(process)
            yield Running(port, port, Path(folder) / "ca.pem", process.pid)


@contextmanager
def prism() -> Iterator[Running]:
    """Run Prism, which is not an HTTPS proxy, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        entry = MODULES / "@stoplight" / "prism-cli" / "dist" / "index.js"
        command = ("node", str(entry), "mock", "-p", str(port), str(RIVALS / "prism.yaml"))
        with program(command, folder) as process:
            while not listens(port):
                still(process)
            yield Running(port, port, Path("none"), process.pid)


def versions() -> str:
    """Return the versions of the rivals, of Node and of Java."""
    packages = ("wiremock", "@stoplight/prism-cli", "mockttp")
    found = [
        f"{name} {json.loads((MODULES / name / 'package.json').read_text())['version']}"
        for name in packages
    ]
    node = subprocess.run(("node", "--version"), capture_output=True, text=True, check=True).stdout
    java = subprocess.run(("java", "-version"), capture_output=True, text=True, check=True).stderr
    return ", ".join([*found, f"Node {node.strip()}", java.splitlines()[0]])
