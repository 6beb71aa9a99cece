"""Tests the built wheel alone, with the oldest and the newest supported pytest.

Each environment holds the wheel and what the sample application needs, and runs that application's
suite, every warning an error. The typing of the public API is checked there with pyright, which is
no part of the tests' own environment: it fetches itself when it first runs.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The documentation promises the first; the second is the newest of today.
PYTESTS = ("pytest==7.4.*", "pytest")
APPLICATION = ("twilio>=9.0", "requests>=2.31")


def run(*command: str | Path, folder: Path = ROOT) -> None:
    """Run a program; raises CalledProcessError if it fails."""
    print("+", *command, flush=True)
    subprocess.run([str(part) for part in command], cwd=folder, check=True)


def build(folder: Path) -> Path:
    """Build the wheel and return its path."""
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def environment(folder: Path, *packages: str | Path) -> Path:
    """Create an environment with these packages, and return the folder of its programs."""
    venv.create(folder, with_pip=True)
    programs = folder / "bin"
    run(programs / "python", "-m", "pip", "install", "--quiet", *packages)
    return programs


def main() -> None:
    """Build and install the wheel, and run the application's suite."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        wheel = build(folder / "dist")
        for number, pytest in enumerate(PYTESTS):
            programs = environment(folder / f"venv-{number}", wheel, pytest, *APPLICATION)
            suite = folder / f"suite-{number}"
            shutil.copytree(ROOT / "tests/plugin/support_desk", suite)
            (suite / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
            run(programs / "python", "-m", "pytest", "--ringback-strict", folder=suite)
        run(programs / "python", "-m", "pip", "install", "--quiet", "pyright")
        typed = shutil.copy(ROOT / "tests/typing/public_api.py", folder)
        run(programs / "pyright", "--pythonpath", programs / "python", typed, folder=folder)


if __name__ == "__main__":
    main()
