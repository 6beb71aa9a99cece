"""Client programs as users have them: they know Twilio and nothing of Ringback.

Each takes form parameters as NAME=VALUE, creates one conversation with the credentials in
TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN and prints one line of JSON: the status, and the body or
what its library made of it.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.programs import program
from tests.support.ringback import ACCOUNT, TOKEN

HERE = Path(__file__).parent
# Clients are not what coverage is about, and measured they would take twice as long.
PYTHON = ("env", "-u", "COVERAGE_PROCESS_CONFIG", sys.executable)

URL = "https://conversations.twilio.com/v1/Conversations"


@dataclass(frozen=True, slots=True)
class Printed:
    """The line that a client printed."""

    status: int
    body: Any


def python_client(library: str, *form: str) -> tuple[str, ...]:
    """Return the command of a client in Python: twilio, requests, httpx or urllib."""
    return (*PYTHON, str(HERE / f"with_{library}.py"), *form)


def node_client(*form: str) -> tuple[str, ...]:
    """Return the command of the client in JavaScript."""
    return (program("node"), str(HERE / "with_node.mjs"), *form)


def curl_client(*form: str, options: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return curl's command with the tests' credentials, which it does not read by itself."""
    fields = tuple(part for pair in form for part in ("--data-urlencode", pair))
    user = ("--user", f"{ACCOUNT}:{TOKEN}")
    return (program("curl"), "-sS", *user, *options, "-w", "\n%{response_code}", *fields, URL)


def printed(stdout: str) -> Printed:
    """Read what a client printed; curl prints the body, then the status."""
    if stdout.startswith('{"status"'):
        told = json.loads(stdout)
        return Printed(told["status"], told["body"])
    body, _, status = stdout.rpartition("\n")
    return Printed(int(status), json.loads(body))
