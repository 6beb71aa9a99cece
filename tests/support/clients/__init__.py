"""Client programs as users write them, independent of Ringback.

Each takes form parameters as NAME=VALUE, creates one conversation with the credentials in
TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN and prints one line of JSON: the status, and the body
or its library's object of it.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.process.programs import require_program
from tests.support.process.ringback import ACCOUNT, TOKEN

HERE = Path(__file__).parent
# Without coverage: clients are not measured, and would take twice as long.
PYTHON = ("env", "-u", "COVERAGE_PROCESS_CONFIG", sys.executable)

URL = "https://conversations.twilio.com/v1/Conversations"


@dataclass(frozen=True, slots=True)
class ClientOutput:
    """The output of a client."""

    status: int
    body: Any


def python_client(library: str, *form: str) -> tuple[str, ...]:
    """Return the command of a client in Python: twilio, requests, httpx or urllib."""
    return (*PYTHON, str(HERE / f"with_{library}.py"), *form)


def node_client(*form: str) -> tuple[str, ...]:
    """Return the command of the client in JavaScript."""
    return (require_program("node"), str(HERE / "with_node.mjs"), *form)


def curl_client(*form: str, options: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return curl's command, with the credentials as an option."""
    fields = tuple(part for pair in form for part in ("--data-urlencode", pair))
    user = ("--user", f"{ACCOUNT}:{TOKEN}")
    return (
        require_program("curl"),
        "-sS",
        *user,
        *options,
        "-w",
        "\n%{response_code}",
        *fields,
        URL,
    )


def parse_output(stdout: str) -> ClientOutput:
    """Parse the output of a client; curl prints the body, then the status."""
    if stdout.startswith('{"status"'):
        output = json.loads(stdout)
        return ClientOutput(output["status"], output["body"])
    body, _, status = stdout.rpartition("\n")
    return ClientOutput(int(status), json.loads(body))
