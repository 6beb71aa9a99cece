"""How a request's cost grows with the state, to a million: python benchmarks/growth.py [SIZE]

Asks the model of the API without any proxy, in memory and with its state in SQLite and PostgreSQL,
which is on the same machine and does not wait for its disk. A figure is the best of some rounds, in
microseconds a call; the ratio is that of the largest to the smallest state, and near 1 if nothing
scans. The middle is a page of 50 in the middle of the list.

The states are filled by the model itself. Memory is what the process has of it, in megabytes. A
copy is what another proxy waits for, in seconds, before it answers its first request.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import asyncio
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from state import PopulatedFake

from ringback.settings.parsers import MEMORY
from ringback.state.database import Database
from ringback.state.opening import open_database
from ringback.state.session_state import SessionState

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.state.stores import KINDS, open_store

LARGEST = 1_000_000
ROUNDS, CALLS = 7, 200
BATCH = 5_000


class StoredFake(PopulatedFake):
    """A fake that answers each request in a transaction of a database."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._database: Database = open_database(state)
        self._session = SessionState("default", self.api.replicate())
        self._database.attach(self._session)

    def ask(self, method: str, target: str, body: str = "") -> Any:
        """Send a request in a transaction of its own."""
        return self.transact(partial(super().ask, method, target, body))

    def transact(self, work: Callable[[], Any]) -> Any:
        """Do something in one transaction."""
        running = self._database.run(self._session, lambda _: work())
        return self._loop.run_until_complete(running)

    def fill(self, size: int) -> None:
        """Create conversations up to a size, many in one transaction."""

        def create_some() -> None:
            for number in range(self.size, min(self.size + BATCH, size)):
                PopulatedFake.ask(self, "POST", "/Conversations", f"UniqueName=c{number}")

        while self.size < size:
            self.transact(create_some)
            self.size = min(self.size + BATCH, size)

    def close(self) -> None:
        """Close the database."""
        self._loop.run_until_complete(self._database.detach(self._session))
        self._loop.close()


class FakeInMemory(PopulatedFake):
    """A fake without a database."""

    def fill(self, size: int) -> None:
        """Create conversations up to a size."""
        while self.size < size:
            self.create()

    def close(self) -> None:
        """Do nothing."""


def cost(operation: Callable[[], object]) -> float:
    """Return the best of some rounds, in microseconds a call."""
    best = float("inf")
    for _ in range(ROUNDS):
        gc.collect()
        start = time.perf_counter()
        for _ in range(CALLS):
            operation()
        best = min(best, (time.perf_counter() - start) / CALLS)
    return best * 1e6


def find_middle(fake: PopulatedFake) -> str:
    """Return the target of a page of 50 in the middle of the list."""
    following = "/Conversations?PageSize=1000"
    for _ in range(max(fake.size // 2_000, 1)):
        url = fake.ask("GET", following)["meta"]["next_page_url"]
        following = url.partition("/v1")[2] if url else following
    return following.replace("PageSize=1000", "PageSize=50")


def read_memory() -> float:
    """Return the memory of this process, in megabytes."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096 / 1e6


def time_copy(state: str) -> float:
    """Return how long the first request of another proxy takes, in seconds."""
    began = time.perf_counter()
    other = StoredFake(state)
    other.ask("GET", "/Conversations/c0")
    took = time.perf_counter() - began
    other.close()
    return took


def measure(fake: PopulatedFake) -> dict[str, float]:
    """Return the cost of each operation."""
    name, middle = f"/Conversations/c{fake.size // 2}", find_middle(fake)
    return {
        "create": cost(fake.create),
        "fetch by name": cost(lambda: fake.ask("GET", name)),
        "first page of 50": cost(lambda: fake.ask("GET", "/Conversations")),
        "page in the middle": cost(lambda: fake.ask("GET", middle)),
    }


def list_sizes(largest: int) -> list[int]:
    """Return the numbers of conversations: each has ten times as many as the one before."""
    return [size for power in range(3, 9) if (size := 10**power) <= largest]


def measure_store(kind: str, largest: int) -> None:
    """Print the rows of a kind of state."""
    found: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder, open_store(kind, Path(folder)) as state:
        fake = FakeInMemory() if state == MEMORY else StoredFake(state)
        for size in list_sizes(largest):
            fake.fill(size)
            found.append(measure(fake))
            found[-1]["memory, MB"] = read_memory()
            if kind != MEMORY:
                found[-1]["copy, s"] = time_copy(state)
        fake.close()
    for name, first in found[0].items():
        cells = [f"{each[name]:.1f}" if "," in name else f"{each[name]:.0f}" for each in found]
        ratio = "" if "," in name else f"{found[-1][name] / first:.2f}"
        print(f"| {kind}: {name} |", " | ".join([*cells, ratio]), "|", flush=True)


def main() -> None:
    """Measure each kind of state in a process of its own."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else LARGEST
    if len(sys.argv) > 2:
        measure_store(sys.argv[2], largest)
        return
    sizes = list_sizes(largest)
    print("| conversations |", " | ".join(f"{size:,}" for size in sizes), "| ratio |")
    print("|---" * (2 + len(sizes)) + "|", flush=True)
    for kind in KINDS:
        subprocess.run((sys.executable, __file__, str(largest), kind), check=True)


if __name__ == "__main__":
    main()
