"""Answers a second, the wait for one answer, new connections and the start, beside mitmdump's.

fake and replay, as they are and as they were before the front (commit 045b089), and mitmdump, with
an addon that answers one fixed 201, take turns. Sixteen connections are kept open. A ratio is that
of neighbouring turns: the median, and the spread. The status of every reply is checked.

"One by one" is the pattern of a test suite: the median wait for a reply over one connection, minus
what the same client waits for a bare TLS server. "New connection" is CONNECT, TLS and one create,
one after another. "Different" is the first row with another name in each request, and its ratio to
that. "Recorded" is a create that is forwarded to that server and written to disk, synced: by
Ringback as a cassette, by mitmdump with `-w`.

Another checkout to compare with: python benchmarks/interception.py ROOT
"""

# ruff: noqa: T201  (what a program prints is its answer)

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import checkout
from load import Load, create_numbered, measure
from ratios import compare
from servers import EXAMPLE, HERE, Running, Upstream, mitmdump, ringback, upstream

ROUNDS = 5
REQUESTS = 3_000
ONE_BY_ONE = 500
NEW = 150
RECORDED = 1_500

Start = Callable[[], AbstractContextManager[Running]]
# By contestant and by kind of figure, one for each round.
Figures = dict[tuple[str, str], list[float]]

MODES: dict[str, tuple[str, ...]] = {
    "fake": ("fake",),
    "replay": ("replay", "-c", str(EXAMPLE), "--allow-playback-repeats"),
}
UNITS = {
    "TLS": "requests/s",
    "TLS, different": "requests/s",
    "different": "of the first row",
    "TLS, processor": "µs a request",
    "plain": "requests/s",
    "plain, processor": "µs a request",
    "one by one": "ms more than a bare server",
    "new connection": "ms",
    "new connection, processor": "ms",
    "start": "s to the first answer",
}


def contestants(before: Path) -> dict[str, Start]:
    """Return how each contestant is started."""

    def start(arguments: tuple[str, ...], source: Path | None) -> Start:
        return lambda: ringback(*arguments, source=source)

    starts: dict[str, Start] = {"mitmdump": lambda: mitmdump("-s", str(HERE / "answering.py"))}
    for name, arguments in MODES.items():
        starts[f"{name} before"] = start(arguments, before)
        starts[name] = start(arguments, None)
    return starts


def measure_start(start: Start) -> float:
    """Return the seconds from starting a program to its first answer through TLS."""
    began = time.perf_counter()
    with start() as server:
        while True:
            try:
                measure(Load(server.port, 1, 1, ca=server.ca))
            except (OSError, FileNotFoundError):
                continue
            return time.perf_counter() - began


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def throughput(name: str, way: str, server: Running, load: Load, figures: Figures) -> None:
    """Add requests a second, and the server's processor time for one, to the figures."""
    used = processor_seconds(server.pid)
    figures.setdefault((name, way), []).append(measure(load).rate)
    used = processor_seconds(server.pid) - used
    figures.setdefault((name, f"{way}, processor"), []).append(used / load.requests * 1e6)


def new_connections(name: str, server: Running, figures: Figures) -> None:
    """Add what a new connection with one request costs, to the client and to the server."""
    load = Load(server.port, 1, 1, ca=server.ca)
    used, began = processor_seconds(server.pid), time.perf_counter()
    for _ in range(NEW):
        measure(load)
    waited = time.perf_counter() - began
    used = processor_seconds(server.pid) - used
    figures.setdefault((name, "new connection"), []).append(waited / NEW * 1000)
    figures.setdefault((name, "new connection, processor"), []).append(used / NEW * 1000)


def one_round(starts: dict[str, Start], figures: Figures, bare: Upstream) -> None:
    """Measure each program once."""
    own_cost = measure(Load(bare.port, 1, ONE_BY_ONE, ca=bare.ca, direct=True)).percentile(0.5)
    for name, start in starts.items():
        figures.setdefault((name, "start"), []).append(measure_start(start))
        with start() as server:
            measure(Load(server.port, requests=300, ca=server.ca))
            through = Load(server.port, requests=REQUESTS, ca=server.ca)
            throughput(name, "TLS", server, through, figures)
            if "replay" not in name:  # its cassette has one create
                different = Load(
                    server.port, requests=REQUESTS, ca=server.ca, request=create_numbered
                )
                throughput(name, "TLS, different", server, different, figures)
                other, same = figures[name, "TLS, different"][-1], figures[name, "TLS"][-1]
                figures.setdefault((name, "different"), []).append(other / same)
            plain = Load(server.base_url_port, requests=REQUESTS)
            throughput(name, "plain", server, plain, figures)
            waited = measure(Load(server.port, 1, ONE_BY_ONE, ca=server.ca)).percentile(0.5)
            figures.setdefault((name, "one by one"), []).append((waited - own_cost) * 1000)
            new_connections(name, server, figures)


@contextmanager
def recording(name: str, to: Upstream, folder: Path, before: Path) -> Iterator[Running]:
    """Run a program that forwards and records until the block ends."""
    if name == "mitmdump":
        more = ("--set", f"to_port={to.port}", "--set", f"ssl_verify_upstream_trusted_ca={to.ca}")
        script = ("-s", str(HERE / "forwarding.py"), "-w", str(folder / "flows"))
        with mitmdump(*script, *more) as server:
            yield server
    else:
        options = ("--upstream", f"https://localhost:{to.port}", "--upstream-ca", str(to.ca))
        source = before if name == "record before" else None
        with ringback("record", "-c", str(folder / "new.yaml"), *options, source=source) as server:
            yield server


def measure_recording(figures: Figures, to: Upstream, before: Path) -> None:
    """Measure each program while it records."""
    for name in ("mitmdump", "record before", "record"):
        with (
            tempfile.TemporaryDirectory() as folder,
            recording(name, to, Path(folder), before) as server,
        ):
            load = Load(server.port, requests=RECORDED, ca=server.ca, request=create_numbered)
            throughput(name, "recorded", server, load, figures)


def row(figures: Figures, kind: str, unit: str, names: tuple[str, ...]) -> str:
    """Return a row: mitmdump's median, then before's, ours and its ratios, of each mode."""
    theirs = figures["mitmdump", kind]
    cells = [f"{statistics.median(theirs):.4g}"]
    for name in names:
        ours, before = figures.get((name, kind)), figures.get((f"{name} before", kind))
        if ours is None or before is None:
            cells += ["-"] * 4
            continue
        cells += [f"{statistics.median(before):.4g}", f"{statistics.median(ours):.4g}"]
        cells += [compare(theirs, ours), compare(before, ours)]
    return f"| {kind}, {unit} | " + " | ".join(cells) + " |"


def heading(first: str, names: tuple[str, ...]) -> str:
    """Return the heading of a table."""
    columns = ["", first]
    for name in names:
        columns += [f"{name} before", name, "of mitmdump's", "of before's"]
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"


def main() -> None:
    """Measure, and print a table."""
    figures: Figures = {}
    with upstream() as to, tempfile.TemporaryDirectory() as folder:
        before = (
            Path(sys.argv[1]).resolve()
            if len(sys.argv) > 1
            else checkout.extract(checkout.BEFORE, Path(folder))
        )
        starts = contestants(before)
        for _ in range(ROUNDS):
            one_round(starts, figures, to)
            measure_recording(figures, to, before)
    print(heading("mitmdump", tuple(MODES)))
    for kind, unit in UNITS.items():
        print(row(figures, kind, unit, tuple(MODES)))
    print("\n" + heading("mitmdump -w", ("record",)))
    for kind, unit in (("recorded", "requests/s"), ("recorded, processor", "µs a request")):
        print(row(figures, kind, unit, ("record",)))


if __name__ == "__main__":
    main()
