"""The README's table of clients, made from what the matrix was last tried with.

Run as a program, it puts the table into the README.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).with_name("results.json")
README = ROOT / "README.md"
_SECTION = re.compile(r"(<!-- clients: [^>]*-->\n).*?(<!-- end of clients -->)", re.DOTALL)

sys.path.insert(0, str(ROOT))

from tests.support.runtimes import CLIENTS  # noqa: E402 - where it is has to be said first


def results() -> dict[str, str]:
    """Read which versions each client was tried with."""
    told: dict[str, str] = json.loads(RESULTS.read_text())
    return told


def rendered() -> str:
    """Return the Markdown table of the clients that passed."""
    tried = results()
    lines = ["| client | tried with | led to the proxy by |", "|---|---|---|"]
    lines += [
        f"| {client.name} | {tried[client.name]} | {client.led_by} |"
        for client in CLIENTS
        if client.name in tried
    ]
    return "\n".join(lines) + "\n"


def put_into(readme: str) -> str:
    """Return the README's text with the table of today in it."""
    return _SECTION.sub(lambda match: f"{match[1]}{rendered()}{match[2]}", readme)


if __name__ == "__main__":
    README.write_text(put_into(README.read_text()))
