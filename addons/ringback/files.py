"""Replacing a file in one step, and recognising whether a file has changed."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class FileStamp(NamedTuple):
    """What differs once a file has been written to or replaced; times are in nanoseconds."""

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


def read_mode(path: Path) -> int | None:
    """Return the permission bits of a file; None if there is no file."""
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else None


def replace_atomically(
    path: Path, data: bytes, *, mode: int | None = None, sync: bool = False
) -> None:
    """Write a file beside `path` and move it there, so that no reader sees half of it.

    `mode` are the permission bits, those of any new file by default; the data is never readable by
    more than they allow. With `sync` the file is on disk when this returns. Raises OSError, and
    leaves what was at `path`.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)  # of a killed process that had the same number
    try:
        with open(draft, "xb", opener=_open_with(mode)) as file:
            if mode is not None:
                os.chmod(file.fileno(), mode)  # noqa: PTH101 - the open file, whatever its name
            file.write(data)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    if sync:
        sync_folder(path.parent)


def _open_with(mode: int | None) -> Callable[[str, int], int]:
    """Return an opener for `open`: with a mode, no one else can read the file until it is set."""
    return lambda name, flags: os.open(name, flags, 0o666 if mode is None else 0o600)


def sync_folder(folder: Path) -> None:
    """Make sure that a folder's entries are on disk, where the system can. Raises OSError."""
    if os.name == "nt":  # pragma: no cover - a folder cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
