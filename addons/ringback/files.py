"""Atomic file replacement, and stamps that show whether a file has changed."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class FileStamp(NamedTuple):
    """Identity and state of a file: differs after a write or a replacement. Times in ns."""

    device: int
    inode: int
    size: int
    modified: int


def read_stamp(path: Path) -> FileStamp | None:
    """Return the stamp of a file; None if there is no file. Raises OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return FileStamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def is_folder(path: Path) -> bool:
    """Return whether there is a folder at a path; False where that cannot be looked up."""
    try:
        return path.is_dir()
    except OSError:  # from Python before 3.14: no permission, or a name that is too long
        return False


def may_exist(path: Path) -> bool:
    """Return whether there is a file or folder at a path; True where that cannot be looked up.

    What opens it then reports why it cannot be.
    """
    try:
        return path.exists()
    except OSError:  # as above
        return True


def read_mode(path: Path) -> int | None:
    """Return the permission bits of a file; None if there is no file."""
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None


def replace_atomically(
    path: Path,
    data: bytes,
    *,
    mode: int | None = None,
    sync: bool = False,
    before_rename: Callable[[int], None] | None = None,
) -> None:
    """Write a temporary file beside `path` and rename it, so that no reader sees half of it.

    - `mode`: permission bits; by default those of any new file. The data is at no time readable
      by more users than they allow.
    - `sync`: flush the file and its folder to disk before returning.
    - `before_rename`: gets the temporary file's descriptor, to lock it.

    Raises OSError; the file at `path` is then unchanged.
    """
    draft = path.parent / f".{path.name}.{os.getpid()}"  # `.` has no name to change
    draft.unlink(missing_ok=True)  # left by a killed process that had the same PID
    try:
        with open(draft, "xb", opener=_open_with(mode)) as file:
            if mode is not None and hasattr(os, "fchmod"):  # Windows has it from Python 3.13 on
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            if sync:
                os.fsync(file.fileno())
            if before_rename is not None:
                before_rename(file.fileno())
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    if sync:
        sync_folder(path.parent)


def _open_with(mode: int | None) -> Callable[[str, int], int]:
    """Return an opener for `open`; with a mode, the file is private until that mode is set."""
    return lambda name, flags: os.open(name, flags, 0o666 if mode is None else 0o600)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk; does nothing on Windows. Raises OSError."""
    if os.name == "nt":  # pragma: no cover - Windows cannot open a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
