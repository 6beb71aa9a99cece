"""The files of an earlier commit, to be measured in the same minutes as these."""

import io
import os
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Before the front, and before CAs as a folder.
BEFORE = "045b089"


def extract(commit: str, folder: Path) -> Path:
    """Write the files of a commit to a folder, and return it."""
    archive = subprocess.run(
        ("git", "-C", str(ROOT), "archive", commit, "addons", "proxy"),
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def variables(source: Path) -> dict[str, str]:
    """Return the variables that make Python import the packages of a source tree."""
    return {"PYTHONPATH": os.pathsep.join((str(source / "addons"), str(source / "proxy")))}
