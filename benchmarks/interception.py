"""Answers a second, the wait for one answer, and the start, beside mitmdump's in the same minutes.

Sixteen connections are kept open. fake, replay and mitmdump, with an addon that answers one fixed
201, take turns. The ratio is that of neighbouring turns: the median, and the spread. The status of
every reply is checked.

"One by one" is the pattern of a test suite: the median wait for a reply over one connection, minus
what the same client waits for a bare TLS server. "Recorded" is a create that is forwarded to that
server and written to disk, synced: by Ringback as a cassette, by mitmdump with `-w`.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from load import Load, create_numbered, measure
from servers import EXAMPLE, HERE, Running, Upstream, mitmdump, ringback, upstream

ROUNDS = 3
REQUESTS = 3_000
ONE_BY_ONE = 500
RECORDED = 1_500

Start = Callable[[], AbstractContextManager[Running]]
# By contestant and by kind of figure, one for each round.
Figures = dict[tuple[str, str], list[float]]

OURS = ("fake", "replay")
STARTS: dict[str, Start] = {
    "mitmdump": lambda: mitmdump("-s", str(HERE / "answering.py")),
    "fake": lambda: ringback("fake"),
    "replay": lambda: ringback("replay", "-c", str(EXAMPLE), "--allow-playback-repeats"),
}
UNITS = {
    "TLS": "requests/s",
    "TLS, processor": "µs a request",
    "plain": "requests/s",
    "plain, processor": "µs a request",
    "one by one": "ms more than a bare server",
    "start": "s to the first answer",
}


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


def one_round(figures: Figures, bare: Upstream) -> None:
    """Measure each program once."""
    own_cost = measure(Load(bare.port, 1, ONE_BY_ONE, ca=bare.ca, direct=True)).percentile(0.5)
    for name, start in STARTS.items():
        figures.setdefault((name, "start"), []).append(measure_start(start))
        with start() as server:
            measure(Load(server.port, requests=300, ca=server.ca))
            through = Load(server.port, requests=REQUESTS, ca=server.ca)
            throughput(name, "TLS", server, through, figures)
            plain = Load(server.base_url_port, requests=REQUESTS)
            throughput(name, "plain", server, plain, figures)
            waited = measure(Load(server.port, 1, ONE_BY_ONE, ca=server.ca)).percentile(0.5)
            figures.setdefault((name, "one by one"), []).append((waited - own_cost) * 1000)


@contextmanager
def recording(name: str, to: Upstream, folder: Path) -> Iterator[Running]:
    """Run a program that forwards and records until the block ends."""
    if name == "mitmdump":
        more = ("--set", f"to_port={to.port}", "--set", f"ssl_verify_upstream_trusted_ca={to.ca}")
        script = ("-s", str(HERE / "forwarding.py"), "-w", str(folder / "flows"))
        with mitmdump(*script, *more) as server:
            yield server
    else:
        options = ("--upstream", f"https://localhost:{to.port}", "--upstream-ca", str(to.ca))
        with ringback("record", "-c", str(folder / "new.yaml"), *options) as server:
            yield server


def measure_recording(figures: Figures, to: Upstream) -> None:
    """Measure each program while it records."""
    for name in ("mitmdump", "record"):
        with tempfile.TemporaryDirectory() as folder, recording(name, to, Path(folder)) as server:
            load = Load(server.port, requests=RECORDED, ca=server.ca, request=create_numbered)
            throughput(name, "recorded", server, load, figures)


def compare(theirs: list[float], ours: list[float]) -> str:
    """Return the median ratio of neighboring turns, and its spread."""
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def main() -> None:
    """Measure, and print a table."""
    figures: Figures = {}
    with upstream() as to:
        for _ in range(ROUNDS):
            one_round(figures, to)
            measure_recording(figures, to)
    print("| | mitmdump | fake | of mitmdump's | replay | of mitmdump's |")
    print("|---|---|---|---|---|---|")
    for kind, unit in UNITS.items():
        theirs = figures["mitmdump", kind]
        cells = [f"{statistics.median(theirs):.4g}"]
        for name in OURS:
            cells.append(f"{statistics.median(figures[name, kind]):.4g}")
            cells.append(compare(theirs, figures[name, kind]))
        print(f"| {kind}, {unit} | " + " | ".join(cells) + " |")
    print("\n| | mitmdump -w | record | of mitmdump's |\n|---|---|---|---|")
    for kind, unit in (("recorded", "requests/s"), ("recorded, processor", "µs a request")):
        theirs, ours = figures["mitmdump", kind], figures["record", kind]
        medians = f"{statistics.median(theirs):.4g} | {statistics.median(ours):.4g}"
        print(f"| {kind}, {unit} | {medians} | {compare(theirs, ours)} |")


if __name__ == "__main__":
    main()
