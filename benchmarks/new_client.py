"""A new `twilio.rest.Client` and one create, as a test suite does it, client and proxy together.

Three take turns: Ringback as it was before it had CAs as a folder (commit 045b089), Ringback now,
and the same client against a bare TLS server on this machine with the CAs of certifi. Both run the
client behind `fake --`. A round has 40 clients of each in one process, one after another; a figure
is the median of the rounds, a ratio that of neighbouring turns: the median, and the spread.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import certifi
import checkout
from servers import HERE, Upstream, clean, upstream

ROUNDS = 7
TIMES = 40
PROGRAM = (sys.executable, str(HERE / "new_client_program.py"), str(TIMES))
KINDS = ("wall", "client's processor")

# Wall and processor time of one create, in milliseconds.
Measured = tuple[float, float]


def run(command: tuple[str, ...], variables: dict[str, str]) -> Measured:
    """Run the program, and return what it prints."""
    finished = subprocess.run(
        command, env=clean() | variables, stdout=subprocess.PIPE, text=True, check=True
    )
    wall, used = finished.stdout.split()
    return float(wall), float(used)


def behind_ringback(source: Path, confdir: Path) -> Measured:
    """Run the program behind the Ringback of a source tree."""
    command = (
        sys.executable, "-m", "ringback_proxy", "fake", "--quiet", "--confdir", str(confdir),
        "--", *PROGRAM,
    )  # fmt: skip
    return run(command, checkout.variables(source))


def without_proxy(bare: Upstream, folder: Path) -> Measured:
    """Run the program against a bare server, whose CA is added to certifi's."""
    bundle = folder / "certifi.pem"
    bundle.write_bytes(Path(certifi.where()).read_bytes() + bare.ca.read_bytes())
    return run((*PROGRAM, str(bare.port)), {"REQUESTS_CA_BUNDLE": str(bundle)})


def compare(theirs: list[Measured], ours: list[Measured], kind: int) -> str:
    """Return the median ratio of neighbouring turns, and its spread."""
    ratios = [one[kind] / other[kind] for one, other in zip(ours, theirs, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as name, upstream() as bare:
        folder = Path(name)
        checkout.extract(checkout.BEFORE, folder / "before")
        contestants: dict[str, Callable[[], Measured]] = {
            "before": lambda: behind_ringback(folder / "before", folder / "confdir-before"),
            "now": lambda: behind_ringback(HERE.parent, folder / "confdir"),
            "bare": lambda: without_proxy(bare, folder),
        }
        figures: dict[str, list[Measured]] = {name: [] for name in contestants}
        for _ in range(ROUNDS):
            for name, measure in contestants.items():
                figures[name].append(measure())
    print("| one new client and create, ms | before | now | of before's | bare server | of it |")
    print("|---|---|---|---|---|---|")
    for kind, label in enumerate(KINDS):
        before, now, alone = (
            f"{statistics.median(one[kind] for one in figures[name]):.3g}" for name in figures
        )
        ratio = compare(figures["before"], figures["now"], kind)
        of_bare = compare(figures["bare"], figures["now"], kind)
        print(f"| {label} | {before} | {now} | {ratio} | {alone} | {of_bare} |")


if __name__ == "__main__":
    main()
