"""What a program looks up itself is reported to the Ringback around it.

The host has no address, so nothing reaches Twilio where the tests are run with a network.
"""

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ringback_proxy.client_setup.bypasses import Bypass, read_bypasses
from ringback_proxy.shims.python.ringback_shims import bypass
from tests.support.process.background import Finished
from tests.support.process.ringback import CREDENTIALS, run

HOST = "conversations.ringback-test.us1.twilio.com"
URL = f"https://{HOST}/v1/Conversations"
PROXIED = "import requests\nrequests.get('https://conversations.twilio.com/v1', auth=('a', 'b'))"


def run_python(code: str, folder: Path) -> Finished:
    guarded = "".join(f"    {line}\n" for line in code.strip().splitlines())
    program = f"try:\n{guarded}except OSError as error:\n    print(error)"
    command = ("fake", "--", sys.executable, "-c", program)
    return run(*command, folder=folder, environment=CREDENTIALS)


PAST = {
    "httpx, trust_env=False": f"""
import httpx
try:
    httpx.get("{URL}", trust_env=False)
except httpx.ConnectError as error:
    raise OSError from error""",
    "aiohttp, trust_env=False": f"""
import aiohttp, asyncio
async def main():
    async with aiohttp.ClientSession(trust_env=False) as session:
        await session.get("{URL}")
asyncio.run(main())""",
    "a socket": f"""
import socket
socket.create_connection(("{HOST}", 443))""",
    # Python announces it so, if the name has an address.
    "a socket that resolves the name itself": f"""
import sys
sys.audit("socket.connect", None, ("{HOST.title()}.", 443))""",
    "asyncio's streams": f"""
import asyncio
asyncio.run(asyncio.open_connection("{HOST}", 443))""",
    "gethostbyname": f"""
import socket
socket.gethostbyname("{HOST}")""",
    "a name in bytes": f"""
import socket
socket.getaddrinfo(b"{HOST}", 443)""",
    "without the variables": f"""
import os, urllib.request
for name in list(os.environ):
    if name.lower().endswith("_proxy"):
        del os.environ[name]
urllib.request.urlopen("{URL}")""",
    "a child process": f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", "import socket; socket.getaddrinfo('{HOST}', 443)"])""",
}


def test_what_is_looked_up_is_reported_although_other_requests_came(tmp_path: Path) -> None:
    finished = run_python(f"{PROXIED}\n{PAST['a socket'].strip()}", tmp_path)

    assert "1 exchange" in finished.stderr
    assert "ringback: THE COMMAND WENT PAST THE PROXY: python" in finished.stderr
    assert f"looked up {HOST}." in finished.stderr


@pytest.mark.parametrize("client", PAST)
def test_a_client_that_goes_past_the_proxy_is_reported(client: str, tmp_path: Path) -> None:
    finished = run_python(PAST[client], tmp_path)

    assert f"looked up {HOST}." in finished.stderr, finished
    # It is known what happened, so nothing is left to guess.
    assert "NO EXCHANGE WAS SEEN" not in finished.stderr


def test_what_is_led_and_other_hosts_are_not_reported(tmp_path: Path) -> None:
    finished = run_python(
        f"{PROXIED}\nimport socket\nsocket.getaddrinfo('localhost', 1)\n"
        "socket.getaddrinfo(None, 1)\nsocket.getaddrinfo('nottwilio.com', 1)",
        tmp_path,
    )

    assert "1 exchange" in finished.stderr
    assert "PAST THE PROXY" not in finished.stderr


def test_a_ringback_inside_is_not_reported(tmp_path: Path) -> None:
    """It forwards to the upstream; here to one whose name is Twilio's."""
    inner = ["-m", "ringback_proxy", "inspect", "--upstream", f"https://{HOST}", "--"]
    finished = run_python(
        f"import subprocess, sys\nsubprocess.run([sys.executable, *{inner}, sys.executable, '-c', "
        f"{PROXIED!r}])",
        tmp_path,
    )

    assert "502" in finished.stderr, finished
    assert "PAST THE PROXY" not in finished.stderr


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "bypasses"
    monkeypatch.setenv("RINGBACK_BYPASS_FILE", str(path))
    monkeypatch.setattr(bypass, "_reported", set())
    return path


def test_a_process_reports_a_host_once(reports: Path) -> None:
    for _ in range(2):
        bypass.report(HOST)

    assert reports.read_text().count(HOST) == 1
    assert [(each.pid, each.host) for each in read_bypasses(reports)] == [(os.getpid(), HOST)]


@pytest.mark.parametrize("host", [None, 5, "", b"\xff", "example.com", "twilio.com.example"])
def test_anything_else_is_not_reported(reports: Path, host: Any) -> None:
    bypass.report(host)

    assert not reports.exists()


def test_a_file_that_cannot_be_written_is_no_error_of_the_program(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGBACK_BYPASS_FILE", str(reports / "missing" / "file"))

    bypass.report(HOST)


class Own:
    """Stands for a client whose look-ups Python's sockets do not see."""

    def create_connection(self, protocol_factory: object, host: str | None = None) -> str:
        return f"connected to {host}"

    def getaddrinfo(self, host: str | None = None) -> str:
        return f"resolved {host}"


@pytest.mark.parametrize(
    ("patch", "owner", "call"),
    [
        (bypass.patch_uvloop, "Loop", lambda own: own.create_connection(None, HOST)),
        (bypass.patch_uvloop, "Loop", lambda own: own.create_connection(None, host=HOST)),
        (bypass.patch_uvloop, "Loop", lambda own: own.getaddrinfo(HOST)),
        (bypass.patch_aiodns, "DNSResolver", lambda own: own.getaddrinfo(host=HOST)),
    ],
)
def test_clients_with_a_resolver_of_their_own_are_patched(
    reports: Path, patch: Any, owner: str, call: Any
) -> None:
    class Client(Own):
        pass

    patch(SimpleNamespace(**{owner: Client}), setattr)

    assert HOST in call(Client())
    assert [each.host for each in read_bypasses(reports)] == [HOST]


def test_a_report_has_the_name_of_the_interpreter(reports: Path) -> None:
    bypass.report(HOST)

    assert read_bypasses(reports) == (Bypass(Path(sys.executable).name, os.getpid(), HOST),)
