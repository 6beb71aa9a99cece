"""The files of a run that live no longer than it, and those of runs that were killed outright.

A run holds a lock in its folder. The system lets go of it however the run ends, so a folder whose
lock is free has no owner; a process id would prove nothing, for they are used again.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock, Timeout

from ringback_proxy.runtime_files import ready_file

_PREFIX = "run-"
_LOCK = "lock"
_SWEEPING = "sweep.lock"


@contextmanager
def run_dir(runtime: Path) -> Iterator[Path]:
    """Make a folder for one run, removed at its end."""
    with FileLock(runtime / _SWEEPING):
        folder = Path(mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=runtime))
        lock = FileLock(folder / _LOCK)
        lock.acquire()
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def sweep(runtime: Path) -> None:
    """Remove what runs that were killed left behind."""
    # Or a folder would look abandoned between its making and its owner's lock.
    with FileLock(runtime / _SWEEPING):
        for folder in runtime.glob(f"{_PREFIX}*"):
            if _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)
    for path, facts in ready_file.every(runtime):
        if facts is None or not ready_file.is_served(facts):
            ready_file.remove(path)


def _is_abandoned(folder: Path) -> bool:
    try:
        with FileLock(folder / _LOCK, timeout=0):
            return True
    except (Timeout, OSError):
        return False
