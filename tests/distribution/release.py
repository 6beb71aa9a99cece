"""Builds the wheel and the sdist, and checks what was built. Signs nothing and uploads nothing.

Each is installed into a clean environment, where it has to answer a request; the wheel is also run
by `uvx`, as people do without installing. Usage: release.py FOLDER-OF-TWINE-AND-UVX
"""

# ruff: noqa: T201  (what a program prints is its answer)

import shutil
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

from tests.distribution.shell_steps import ROOT, run

DIST = ROOT / "dist"
# A client that is in every environment, and asks for one conversation.
CLIENT = """
import json, os, urllib.request
asked = urllib.request.Request(
    "https://conversations.twilio.com/v1/Conversations", data=b"FriendlyName=x",
    headers={"Authorization": "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDphbnk="})
print(json.load(urllib.request.urlopen(asked))["sid"])
"""


def build() -> tuple[Path, Path]:
    """Return the wheel and the sdist, which are alone in `dist`."""
    shutil.rmtree(DIST, ignore_errors=True)
    run((sys.executable, "-m", "build", "--outdir", str(DIST)))
    (wheel,), (sdist,) = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
    return wheel, sdist


def try_installed(package: Path, version: str, folder: Path) -> None:
    """Install a package into a clean environment, and use it there."""
    venv.create(folder, with_pip=True)
    programs = folder / "bin"
    run((str(programs / "python"), "-m", "pip", "install", "--quiet", str(package)))
    check(run((str(programs / "ringback"), "--version"), folder), version)
    python = str(programs / "python")
    check(run((str(programs / "ringback"), "fake", "--", python, "-c", CLIENT), folder), "CH")


def check(printed: str, expected: str) -> None:
    """Raise SystemExit unless what was printed has what is expected."""
    if expected not in printed:
        raise SystemExit(f"expected {expected!r} in {printed!r}")


def main() -> None:
    """Build, check and try both packages."""
    tools = Path(sys.argv[1]).absolute()
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    wheel, sdist = build()
    check(f"{wheel.name} {sdist.name}", f"ringback-{version}-py3-none-any.whl")
    run((str(tools / "twine"), "check", "--strict", str(wheel), str(sdist)))
    with tempfile.TemporaryDirectory() as place:
        for package in (wheel, sdist):
            try_installed(package, version, Path(place) / package.suffix.strip("."))
        uvx = (str(tools / "uvx"), "--python", sys.executable, "--from", str(wheel))
        check(run((*uvx, "ringback", "--version"), Path(place)), version)
    print(f"Built and checked, neither signed nor uploaded: {wheel.name}, {sdist.name}")
    if f"## [{version}] - " not in (ROOT / "CHANGELOG.md").read_text():
        print(f"CHANGELOG.md has no section for {version} yet: docs/releasing.md says when.")


if __name__ == "__main__":
    main()
