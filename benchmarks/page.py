"""What an open page costs the proxy at full load: python benchmarks/page.py

A reader does what the page's script does: it follows the stream of changes, and loads the new rows
of the traffic and the counts with each. The proxy's processor time for the same 10,000 creates over
16 connections is compared, without and with the reader, in alternating rounds.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import os
import re
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
from load import Load, measure
from servers import Running, ringback

ROUNDS = 5
REQUESTS = 10_000


def read_processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def reading(running: Running) -> Iterator[list[int]]:
    """Read as an open page does until the block ends; yield the sizes of what was read."""
    base = f"http://127.0.0.1:{running.port}/page/sessions/default"
    headers = {"Authorization": f"Bearer {running.control_token}"}
    sizes: list[int] = []
    over = threading.Event()

    def read() -> None:
        # The proxy may stop before the last change arrives.
        with (
            suppress(httpx.RemoteProtocolError),
            httpx.Client(headers=headers, trust_env=False, timeout=30) as client,
        ):
            last = 0
            with client.stream("GET", f"{base}/changes") as changes:
                for line in changes.iter_lines():
                    if over.is_set():
                        return
                    if line.startswith("event: change"):
                        last = load(client, base, last, sizes)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    yield sizes
    over.set()


def load(client: httpx.Client, base: str, last: int, sizes: list[int]) -> int:
    """Load the new rows and the counts; return the number of the newest row."""
    rows = client.get(f"{base}/traffic/rows", params={"after": last}).text
    whole = client.get(f"{base}/traffic").text
    sizes.append(len(rows) + len(whole))
    return max([last, *map(int, re.findall(r'data-number="(\d+)"', rows))])


def cost(running: Running) -> float:
    """Return the microseconds of processor time that a request costs the proxy."""
    before = read_processor_seconds(running.pid)
    measure(Load(running.port, requests=REQUESTS, ca=running.ca))
    return (read_processor_seconds(running.pid) - before) / REQUESTS * 1e6


def main() -> None:
    """Print the cost of a request without and with an open page."""
    with ringback("fake") as running:
        cost(running)
        alone, watched, loads = [], [], 0
        for _ in range(ROUNDS):
            alone.append(cost(running))
            with reading(running) as sizes:
                watched.append(cost(running))
            loads += len(sizes)
    one, other = statistics.median(alone), statistics.median(watched)
    ratios = [with_page / without for with_page, without in zip(watched, alone, strict=True)]
    print("| | processor time of the proxy per request |\n|---|---|")
    print(f"| no page | {one:.0f} µs |\n| a page that is open | {other:.0f} µs |")
    print(f"| ratio, median of {ROUNDS} rounds | {statistics.median(ratios):.2f} |")
    print(f"\nThe page was brought up to date {loads} times.")


if __name__ == "__main__":
    main()
