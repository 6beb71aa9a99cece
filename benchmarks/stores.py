"""Answers a second of the fake with each kind of state: python benchmarks/stores.py [REQUESTS]

Sixteen connections to the base URL are kept open. The fakes take turns in each round; a ratio is
that of neighbouring turns: the median, and the spread. The status of every reply is checked.

PostgreSQL is on the same machine. It waits for its disk at each commit, as it does by default, or
not (`synchronous_commit=off`): then the newest replies may be forgotten if the server's machine
loses power. SQLite does not wait either.

In the second table, proxies share one database that waits for its disk, and the connections are
split evenly between them. Requests of one session are decided one after another, so further proxies
are for when one fails; what they could gain on other machines shares two cores here.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from load import Load, create, create_numbered, fetch, measure, measure_together
from ratios import compare
from servers import Running, ringback

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.state.stores import open_store

ROUNDS = 5
CONNECTIONS = 16
# In the order of the columns: the first is what the others are compared with.
STORES = {
    "memory": ("memory", False),
    "SQLite": ("sqlite", False),
    "PostgreSQL": ("postgresql", True),
    "PostgreSQL, not waiting": ("postgresql", False),
}
PROXIES = (1, 2, 4)

Figures = defaultdict[tuple[str, str], list[float]]


def make_requests(number: int) -> dict[str, tuple[bytes | None, int, int]]:
    """Return what is sent by name: the request, the status of its reply, and how often.

    A request that is None is a create with another name each time.
    """
    return {
        "create": (None, 201, number),
        "fetch": (fetch(b"/v1/Conversations/known"), 200, number),
        "page of 50": (fetch(b"/v1/Conversations"), 200, number // 10),
    }


def prepare(server: Running) -> None:
    """Create a conversation that can be fetched, and enough for a page."""
    known = create(b"x&UniqueName=known")
    measure(Load(server.base_url_port, 1, 1, request=lambda _: known))
    measure(Load(server.base_url_port, 1, 100, request=create_numbered))


def measure_rates(name: str, servers: list[Running], number: int, figures: Figures) -> None:
    """Send each kind of request to servers, to all at the same time."""
    for kind, (request, status, times) in make_requests(number).items():
        loads = [
            Load(
                server.base_url_port,
                CONNECTIONS // len(servers),
                times // len(servers),
                status,
                request=create_numbered if request is None else partial(_send, request),
            )
            for server in servers
        ]
        figures[name, kind].append(measure_together(loads))


def _send(request: bytes, _number: int) -> bytes:
    """Return the same request for each number."""
    return request


def print_table(figures: Figures, names: Iterable[str], number: int) -> None:
    """Print a row for each kind of request; the first column is what others are compared with."""
    first, *others = names
    print(f"| requests/s | {first} |", " | ".join(f"{name} | of {first}'s" for name in others), "|")
    print("|---" * (2 + 2 * len(others)) + "|")
    for kind in make_requests(number):
        base = figures[first, kind]
        cells = [kind, f"{statistics.median(base):.4g}"]
        for name in others:
            own = figures[name, kind]
            cells += [f"{statistics.median(own):.4g}", compare(base, own)]
        print("|", " | ".join(cells), "|")
    print()


def start(stack: ExitStack, state: str) -> Running:
    """Start a fake with a state."""
    return stack.enter_context(ringback("fake", "--state", state))


def compare_stores(number: int) -> None:
    """Measure a fake with each kind of state."""
    figures: Figures = defaultdict(list)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {}
        for name, (kind, waits) in STORES.items():
            state = stack.enter_context(open_store(kind, folder, waits_for_disk=waits))
            servers[name] = start(stack, state)
            prepare(servers[name])
        for _ in range(ROUNDS):
            for name, server in servers.items():
                measure_rates(name, [server], number, figures)
    print_table(figures, STORES, number)


def compare_proxies(number: int) -> None:
    """Measure so many proxies on one database of PostgreSQL, each number on one of its own."""
    figures: Figures = defaultdict(list)
    names = [f"{count} {'proxy' if count == 1 else 'proxies'}" for count in PROXIES]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fleets = {}
        for name, count in zip(names, PROXIES, strict=True):
            state = stack.enter_context(open_store("postgresql", folder, waits_for_disk=True))
            fleets[name] = [start(stack, state) for _ in range(count)]
            prepare(fleets[name][0])
        for _ in range(ROUNDS):
            for name, servers in fleets.items():
                measure_rates(name, servers, number, figures)
    print_table(figures, names, number)


def main() -> None:
    """Print both tables."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    compare_stores(number)
    compare_proxies(number)


main()
