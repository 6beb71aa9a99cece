"""Answers a second, the wait for one, and the start, beside mitmdump's in the same minutes.

Sixteen kept connections; fake, replay and mitmdump with an addon that answers one fixed 201 take
turns, and what counts is the ratio of a turn's neighbours. Every reply's status is checked.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import os
import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from load import Load, Result, measure
from servers import EXAMPLE, HERE, Running, mitmdump, understudy

ROUNDS = 5
REQUESTS = 3_000
ONE_BY_ONE = 500

Start = Callable[[], AbstractContextManager[Running]]

STARTS: dict[str, Start] = {
    "mitmdump": lambda: mitmdump("-s", str(HERE / "answering.py")),
    "fake": lambda: understudy("fake"),
    "replay": lambda: understudy("replay", "-c", str(EXAMPLE), "--allow-playback-repeats"),
}
WAYS: dict[str, Callable[[Running], Load]] = {
    "TLS": lambda server: Load(server.port, requests=REQUESTS, ca=server.ca),
    "plain": lambda server: Load(server.base_url_port, requests=REQUESTS),
    "one by one": lambda server: Load(server.port, 1, ONE_BY_ONE, ca=server.ca),
}


def started(start: Start) -> float:
    """Give the seconds from starting a program to its first answer through TLS."""
    began = time.perf_counter()
    with start() as server:
        while True:
            try:
                measure(Load(server.port, 1, 1, ca=server.ca))
            except (OSError, FileNotFoundError):
                continue
            return time.perf_counter() - began


def processor_seconds(pid: int) -> float:
    """Give the processor time that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def one_round(figures: dict[tuple[str, str], list[float]]) -> None:
    """Let each program have its turn."""
    for name, start in STARTS.items():
        figures[name, "start"].append(started(start))
        with start() as server:
            measure(Load(server.port, requests=300, ca=server.ca))
            for way, load in WAYS.items():
                used = processor_seconds(server.pid)
                result: Result = measure(load(server))
                used = processor_seconds(server.pid) - used
                if way == "one by one":
                    figures[name, "p50"].append(result.percentile(0.5) * 1000)
                    continue
                figures[name, way].append(result.rate)
                figures[name, f"{way} processor"].append(used / REQUESTS * 1e6)


def main() -> None:
    """Measure, and print a table."""
    kinds = ("TLS", "TLS processor", "plain", "plain processor", "p50", "start")
    figures: dict[tuple[str, str], list[float]] = {
        (name, kind): [] for name in STARTS for kind in kinds
    }
    for _ in range(ROUNDS):
        one_round(figures)
    units = ("requests/s", "µs of processor a request", "requests/s",
             "µs of processor a request", "ms", "s to the first answer")  # fmt: skip
    print("| | mitmdump | fake | ratio (spread) | replay | ratio (spread) |")
    print("|---|---|---|---|---|---|")
    for kind, unit in zip(kinds, units, strict=True):
        cells = [f"{statistics.median(figures['mitmdump', kind]):.4g}"]
        for name in ("fake", "replay"):
            pairs = zip(figures[name, kind], figures["mitmdump", kind], strict=True)
            ratios = [ours / theirs for ours, theirs in pairs]
            cells.append(f"{statistics.median(figures[name, kind]):.4g}")
            cells.append(
                f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
            )
        label = {"TLS processor": "TLS", "plain processor": "plain", "p50": "TLS, one by one, p50"}
        print(f"| {label.get(kind, kind)}, {unit} | " + " | ".join(cells) + " |")


main()
