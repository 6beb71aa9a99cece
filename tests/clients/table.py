"""The table of clients in docs/clients.md, made from what the matrix was last tried with.

Run as a program, it puts the table into the page.
"""

import json
import sys
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.clients.runtimes import CLIENTS  # noqa: E402
from tests.support.documents.documents import DOCS, replace_section  # noqa: E402 - the path is set above


def read_results() -> dict[str, str]:
    """Return the versions that each client was tried with, by its name."""
    results: dict[str, str] = json.loads(RESULTS.read_text())
    return results


def render() -> str:
    """Return the Markdown table of the clients that passed."""
    tried = read_results()
    lines = ["| client | tried with | led to the proxy by |", "|---|---|---|"]
    lines += [
        f"| {client.name} | {tried[client.name]} | {client.led_by} |"
        for client in CLIENTS
        if client.name in tried
    ]
    return "\n".join(lines) + "\n"


def replace_table(page: str) -> str:
    """Return the page's text with today's table in it."""
    return replace_section(page, "clients", render())


if __name__ == "__main__":
    PAGE = DOCS / "clients.md"
    PAGE.write_text(replace_table(PAGE.read_text()))
