"""`make bench`: run the named benchmarks one after the other and write them to RESULTS.md.

Sections of benchmarks that are not named stay as they are: each says when and on what it was run.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import ast
import datetime as dt
import importlib.metadata
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
ALL = ("interception", "new_client", "state", "stores", "growth", "cassettes", "page", "plugin")
ORDER = (
    *("interception", "new_client", "rivals", "state", "stores", "growth"),
    *("cassettes", "page", "plugin"),
)
PACKAGES = ("mitmproxy", "vcrpy", "PyYAML", "pytest", "pytest-recording", "cryptography", "psycopg")
HEADING = """# Results

Absolute figures vary with what else the machine does; the ratios are between neighbours of one run.
`make bench` measures everything except the rivals from npm, which `make bench-rivals` measures.
"""


def read_output(*command: str) -> str:
    """Return what a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def describe_circumstances() -> str:
    """Return machine, versions and commit of the figures."""
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    # The results themselves are written while it runs.
    changed = read_output(
        "git", "-C", str(HERE), "status", "--porcelain", "--", "..", ":!RESULTS.md"
    )
    commit = read_output("git", "-C", str(HERE), "rev-parse", "--short", "HEAD")
    commit += "-dirty" if changed else ""
    return (
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, commit {commit}, "
        f"Python {platform.python_version()}, {', '.join(versions)}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores "
        f"(load {os.getloadavg()[0]:.1f} at the start)"
    )


def section(name: str) -> str:
    """Run one benchmark, and return its section: its docstring and its output."""
    print(f"== {name}", flush=True)
    script = HERE / f"{name}.py"
    docstring = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    on = describe_circumstances()
    ran = subprocess.run(
        (sys.executable, str(script)), stdout=subprocess.PIPE, text=True, check=True
    )
    print(ran.stdout, flush=True)
    output = ran.stdout if ran.stdout.startswith("|") else f"```text\n{ran.stdout}```\n"
    return f"## {name}\n\n{docstring}\n\n{on}.\n\n{output}"


def known() -> dict[str, str]:
    """Return the sections of RESULTS.md by their names."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    _, *parts = re.split(r"(?m)^(?=## )", text)
    return {part.split(maxsplit=2)[1]: part.rstrip() + "\n" for part in parts}


def main() -> None:
    """Run the benchmarks that are named, or all of them, and write after each."""
    for name in sys.argv[1:] or ALL:
        sections = {**known(), name: section(name)}
        parts = [sections[each] for each in ORDER if each in sections]
        RESULTS.write_text("\n".join([HEADING, *parts]), encoding="utf-8")


main()
