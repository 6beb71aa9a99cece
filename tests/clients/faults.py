"""What real clients make of each fault: the tables in docs/faults.md, and what they were made from.

Run as a program, it tries the clients and writes both.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.clients.runtimes import MODULES, PROGRAMS
from tests.support.documents.documents import DOCS, replace_section
from tests.support.process.programs import require_program
from tests.support.process.ringback import CREDENTIALS, run

RESULTS = Path(__file__).with_name("faults.json")
PAGE = DOCS / "faults.md"

# A client's time-out in seconds, where it is meant to pass and where it is not.
SHORT, LONG = 0.5, 30
FAULTS: Mapping[str, float] = {
    "too-many-requests": LONG,
    "unavailable": LONG,
    "twilio-50353": LONG,
    "slow,ms=2000": SHORT,
    "timeout": SHORT,
    "reset": LONG,
    "close": LONG,
    "truncate": LONG,
    "malformed": LONG,
    "drip,ms=20": LONG,
}
ARGUMENTS = tuple(f"{fault}:{seconds:g}" for fault, seconds in FAULTS.items())
PYTHON = ("twilio-python", "requests", "httpx")
NODE = "twilio-node"
RECOVERED = ("200", "201")
# Python's ssl shows a reset in some versions, and takes it for the end in others.
OF_A_RESET = ("httpx.ReadError", "httpx.RemoteProtocolError")

# By client and fault, what becomes of a POST and of a GET.
Outcomes = dict[str, dict[str, dict[str, str]]]


def try_python(folder: Path) -> Outcomes:
    """Return what Python's clients make of each fault."""
    return _try(folder, sys.executable, str(PROGRAMS / "faulted_python.py"))


def try_node(folder: Path) -> Outcomes:
    """Return what Twilio's library for Node makes of each fault."""
    return _try(folder, require_program("node"), str(PROGRAMS / "faulted_node.cjs"))


def _try(folder: Path, *program: str) -> Outcomes:
    environment = {**CREDENTIALS, "NODE_PATH": str(MODULES)}
    command = ("fake", "--base-url-port", "0", "--", *program, *ARGUMENTS)
    finished = run(*command, folder=folder, environment=environment, timeout=300)
    assert finished.status == 0, finished.stderr
    outcomes: Outcomes = json.loads(finished.stdout)
    for by_method in (faults["reset"] for faults in outcomes.values()):
        for method, outcome in by_method.items():
            by_method[method] = " or ".join(OF_A_RESET) if outcome in OF_A_RESET else outcome
    return outcomes


def find_versions() -> dict[str, str]:
    """Return the versions of the clients that are installed."""
    node = json.loads((MODULES / "twilio" / "package.json").read_text())["version"]
    packages = {"twilio-python": "twilio", "requests": "requests", "httpx": "httpx"}
    return {**{name: version(one) for name, one in packages.items()}, NODE: node}


def read_outcomes() -> Outcomes:
    """Return what was found when the tables were made."""
    outcomes: Outcomes = json.loads(RESULTS.read_text())["outcomes"]
    return outcomes


def render() -> str:
    """Return both tables, from what was found last."""
    found = json.loads(RESULTS.read_text())
    versions, outcomes = found["versions"], found["outcomes"]
    clients = (*PYTHON, NODE)
    lines = [_row("fault", *(f"{client} {versions[client]}" for client in clients))]
    lines.append(_row(*["---"] * (len(clients) + 1)))
    for fault in FAULTS:
        shown = (_show(outcomes[client][fault]["POST"]) for client in clients)
        lines.append(_row(_label(fault), *shown))
    lines += ["", *_render_recoveries(outcomes)]
    return "\n".join(lines) + "\n"


def _render_recoveries(outcomes: Outcomes) -> list[str]:
    columns = {
        f"{client}, {method}": (f"{client}{options}", method)
        for client, options in (("twilio-python", " max_retries=3"), (NODE, " autoRetry"))
        for method in ("GET", "POST")
    }
    lines = [_row("recovers from", *columns), _row(*["---"] * (len(columns) + 1))]
    failing = (fault for fault in FAULTS if outcomes[NODE][fault]["POST"] not in RECOVERED)
    for fault in failing:
        each = (outcomes[client][fault][method] for client, method in columns.values())
        lines.append(_row(_label(fault), *("yes" if one in RECOVERED else "no" for one in each)))
    return lines


def _label(fault: str) -> str:
    name = fault.partition(",")[0]
    late = ", later than the client waits" if name == "slow" else ""
    return f"`{name}`{late}"


def _show(outcome: str) -> str:
    if outcome in RECOVERED:
        return f"the answer, {outcome}"
    if outcome.isdigit():
        return f"no exception: {outcome}"
    return " or ".join(f"`{one}`" for one in outcome.split(" or "))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def replace_tables(page: str) -> str:
    """Return the page's text with the tables of the last try."""
    return replace_section(page, "faults", render())


def write() -> None:
    """Try the clients, and write what was found and the tables."""
    with TemporaryDirectory() as folder:
        outcomes = {**try_python(Path(folder)), **try_node(Path(folder))}
    document = {"versions": find_versions(), "outcomes": outcomes}
    RESULTS.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")
    PAGE.write_text(replace_tables(PAGE.read_text()))


if __name__ == "__main__":
    try:
        write()
    except subprocess.TimeoutExpired as error:
        sys.exit(str(error))
