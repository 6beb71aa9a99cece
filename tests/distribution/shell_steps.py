"""Runs the steps of files for machines that are not here, and says what it runs."""

# ruff: noqa: T201  (what a program prints is its answer)

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(
    command: Sequence[str],
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    *,
    expected: int = 0,
) -> str:
    """Return what a program prints; raises SystemExit if it ends with another status."""
    print("+", *(part.splitlines()[0] for part in command if part), flush=True)
    ran = subprocess.run(
        command, cwd=folder, env=environment or dict(os.environ), capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    if ran.returncode != expected:
        raise SystemExit(f"status {ran.returncode}\n{ran.stdout}\n{ran.stderr}")
    return ran.stdout


def list_files() -> list[Path]:
    """Return the files of the repository, as git lists them, relative to its root."""
    names = run(("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"))
    return [Path(name) for name in filter(None, names.split("\0")) if (ROOT / name).is_file()]
