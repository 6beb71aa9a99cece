"""Read cassette files up to a maximum size, and write them atomically.

Unless a docstring says otherwise, errors are CassetteErrors with the system's message and advice.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from ringback.cassette.model import make_record_command
from ringback.errors import CassetteError
from ringback.files import may_exist, read_mode, replace_atomically

MAXIMUM_SIZE = 1024 * 1024 * 1024  # bytes; 100,000 interactions are a third of it
_ADDED_MEANWHILE = 65_536  # bytes


def read_bytes(path: Path) -> bytes:
    """Return the content of a regular file; pipes, devices and sockets, which may block, fail."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise CassetteError(f"is {_kind(status.st_mode)}, not a file", path)
        if status.st_size > MAXIMUM_SIZE:
            size = status.st_size // 1024 // 1024
            raise CassetteError(f"{size} MB; a cassette of over 1024 MB is not read", path)
        with path.open("rb") as file:
            # As much memory as is asked for is set aside first.
            return file.read(status.st_size + _ADDED_MEANWHILE)
    except FileNotFoundError:
        record = f"{make_record_command(path)} -- COMMAND"
        raise CassetteError(f"there is no such cassette; record it: {record}", path) from None
    except OSError as error:
        raise CassetteError(f"cannot be read: {error.strerror}", path) from None


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a pipe" if stat.S_ISFIFO(mode) else "a device or socket"


def resolve(path: Path) -> Path:
    """Return the target of a path with symbolic links resolved; it need not exist."""
    try:
        target = path.resolve()
        target.stat()
    except FileNotFoundError:
        pass
    except RuntimeError:  # from Python before 3.13, for links that form a loop
        raise CassetteError(f"cannot be read: {os.strerror(errno.ELOOP)}", path) from None
    except OSError as error:
        raise CassetteError(f"cannot be read: {error.strerror}", path) from None
    return target


def make_folder(path: Path) -> tuple[Path, ...]:
    """Create the folder of a cassette, and check that the cassette can be written.

    Returns the folders that were created, the innermost first. Raises CassetteError.
    """
    folder = path.parent
    made = tuple(one for one in (folder, *folder.parents) if not may_exist(one))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CassetteError(f"its folder cannot be made: {error.strerror}", path) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CassetteError("nothing can be written to its folder; give another -c PATH", path)
    if path.exists() and not os.access(path, os.W_OK):
        raise CassetteError("is not writable; `chmod u+w` it, or give another -c PATH", path)
    return made


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove those folders that are empty."""
    for folder in folders:
        with suppress(OSError):  # it is not empty
            folder.rmdir()


def replace(path: Path, data: bytes) -> None:
    """Replace a cassette's content atomically; a link stays a link. Raises CassetteError."""
    try:
        replace_like(path.resolve(), data, path)
    except OSError as error:
        raise CassetteError(f"cannot be written: {error.strerror}", path) from None


def replace_like(
    path: Path, data: bytes, like: Path, before_rename: Callable[[int], None] | None = None
) -> None:
    """Replace a file atomically, with the permissions of `like` if it exists. Raises OSError.

    `before_rename` gets the descriptor of the new file before it is renamed.
    """
    replace_atomically(path, data, mode=read_mode(like), sync=True, before_rename=before_rename)
