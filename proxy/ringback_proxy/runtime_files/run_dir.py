"""Temporary folders of single runs, and the removal of those that killed runs left behind.

A run holds a lock in its folder. The system releases it however the run ends, so a folder whose
lock is free has no owner. A process id would prove nothing, because ids are reused.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from ringback_proxy.runtime_files import ready_file

if TYPE_CHECKING:  # slow to load, and a start where nothing is left behind needs no lock
    from filelock import BaseFileLock

_PREFIX = "run-"
_LOCK = "lock"
_SWEEPING = "sweep.lock"


@contextmanager
def make_run_dir(runtime: Path) -> Iterator[Path]:
    """Create a folder for one run, and remove it when the block ends."""
    with _lock(runtime / _SWEEPING):
        folder = Path(mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=runtime))
        lock = _lock(folder / _LOCK)
        lock.acquire()
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def sweep(runtime: Path) -> None:
    """Remove the folders and ready-files that killed runs left behind."""
    if any(runtime.glob(f"{_PREFIX}*")):
        _sweep_folders(runtime)
    for path, facts in ready_file.read_all(runtime):
        if facts is None or not ready_file.is_served(facts):
            ready_file.remove(path)


def _sweep_folders(runtime: Path) -> None:
    # Without this lock a folder would look abandoned until its owner has locked it.
    with _lock(runtime / _SWEEPING):
        for folder in runtime.glob(f"{_PREFIX}*"):
            if _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _lock(path: Path, timeout: float = -1) -> "BaseFileLock":
    from filelock import FileLock

    return FileLock(path, timeout=timeout)


def _is_abandoned(folder: Path) -> bool:
    from filelock import Timeout

    try:
        with _lock(folder / _LOCK, timeout=0):
            return True
    except (Timeout, OSError):
        return False
