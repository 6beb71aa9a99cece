"""`make bench`: run the named benchmarks one after the other and write RESULTS.md."""

# ruff: noqa: T201  (what a program prints is its answer)

import ast
import datetime as dt
import importlib.metadata
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ALL = ("interception", "world", "cassettes")
PACKAGES = ("mitmproxy", "vcrpy", "PyYAML", "pytest", "pytest-recording", "cryptography")


def told(*command: str) -> str:
    """Give what a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def circumstances() -> str:
    """Say on what, with what and from which commit the figures are."""
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    commit = told("git", "-C", str(HERE), "describe", "--always", "--dirty")
    return (
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, commit {commit}, "
        f"Python {platform.python_version()}, {', '.join(versions)}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores "
        f"(load {os.getloadavg()[0]:.1f} at the start).\n\n"
        "Absolute figures drift with whatever else the machine does; the ratios are between "
        "neighbours of one run.\n"
    )


def section(script: Path) -> str:
    """Run one benchmark; its docstring says what it does, its output is the result."""
    print(f"== {script.stem}", flush=True)
    docstring = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    ran = subprocess.run(
        (sys.executable, str(script)), stdout=subprocess.PIPE, text=True, check=True
    )
    print(ran.stdout, flush=True)
    output = ran.stdout if ran.stdout.startswith("|") else f"```text\n{ran.stdout}```\n"
    return f"## {script.stem}\n\n{docstring}\n\n{output}"


def main() -> None:
    """Run the benchmarks that are named, or all of them."""
    names = sys.argv[1:] or ALL
    parts = ["# Results\n\n" + circumstances()]
    parts += [section(HERE / f"{name}.py") for name in names]
    (HERE / "RESULTS.md").write_text("\n".join(parts), encoding="utf-8")


main()
