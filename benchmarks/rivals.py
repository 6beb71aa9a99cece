"""Answers a second through TLS and over plain HTTP, beside mitmdump, WireMock, mockttp and Prism.

Each answers the same create with a 201: the fake from its model of the API, the others with one
fixed body, Prism with its example. Sixteen connections are kept open. All take turns in each round,
after as many requests to warm up as are measured, which Java's compiler needs.

No server is limited to one core: WireMock's threads and the load generator share what there is. The
ratio is that of neighbours: the median, and the spread. Prism is not an HTTPS proxy, so it has no
figure for TLS.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import statistics
from dataclasses import replace

from interception import Figures, Start, measure_start
from load import Load, measure
from ratios import compare
from rival_servers import mockttp, prism, versions, wiremock
from servers import HERE, mitmdump, ringback

ROUNDS = 3
REQUESTS = 3_000
# Prism takes ten times as long.
FEWER = 300

STARTS: dict[str, Start] = {
    "fake": lambda: ringback("fake"),
    "mitmdump": lambda: mitmdump("-s", str(HERE / "answering.py")),
    "WireMock": wiremock,
    "mockttp": mockttp,
    "Prism": prism,
}


def one_round(figures: Figures) -> None:
    """Measure each program once."""
    for name, start in STARTS.items():
        requests = FEWER if name == "Prism" else REQUESTS
        if name != "Prism":
            figures.setdefault((name, "start"), []).append(measure_start(start))
        with start() as server:
            ways = {"plain": Load(server.base_url_port, requests=requests)}
            if name != "Prism":
                ways = {"TLS": Load(server.port, requests=requests, ca=server.ca), **ways}
            for way, load in ways.items():
                # One request alone at first: with many at once, WireMock sends certificates with
                # invalid signatures.
                measure(replace(load, connections=1, requests=1))
                measure(load)
                figures.setdefault((name, way), []).append(measure(load).rate)


def main() -> None:
    """Measure, and print a table."""
    figures: Figures = {}
    for _ in range(ROUNDS):
        one_round(figures)
    print("| | TLS, requests/s | fake's ratio | plain, requests/s | fake's ratio |", end="")
    print(" start, s | fake's ratio |\n|---|---|---|---|---|---|---|")
    for name in STARTS:
        cells = []
        for kind in ("TLS", "plain", "start"):
            theirs = figures.get((name, kind))
            shown = f"{statistics.median(theirs):.4g}" if theirs else "-"
            ratio = compare(theirs, figures["fake", kind]) if theirs and name != "fake" else "-"
            cells += [shown, ratio]
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(f"\n{versions()}")


if __name__ == "__main__":
    main()
