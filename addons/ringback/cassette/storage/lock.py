"""Lock a cassette for one writer, on every platform, without files beside the cassette."""

import os
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from ringback.cassette.storage import files
from ringback.errors import CassetteError


class CassetteLock:
    """A lock on a cassette, acquired on construction and held until `release`.

    `folder` is for the lock files, which are named after a hash of the cassette's path. Raises
    CassetteError if another writer holds the lock, and names its process.
    """

    def __init__(self, cassette: Path, folder: Path) -> None:
        name = sha256(str(files.resolve(cassette)).encode("utf-8", "surrogateescape")).hexdigest()[
            :32
        ]
        # A separate file, because on Windows other processes cannot read a locked one.
        self._owner = folder / f"{name}.pid"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / f"{name}.lock", thread_local=False)
            self._lock.acquire(blocking=False)
            self._owner.write_text(str(os.getpid()))
        except Timeout:
            raise CassetteError(self._refusal(), cassette) from None
        except OSError as error:
            message = f"cannot be locked in {folder}: {error.strerror}"
            raise CassetteError(message, cassette) from None

    def _refusal(self) -> str:
        try:
            owner = f"process {int(self._owner.read_text())}"
        except (OSError, ValueError):  # it has not written its PID yet
            owner = "another process"
        return f"{owner} records to it already; stop that first, or give another -c PATH"

    def release(self) -> None:
        """Release the lock."""
        self._owner.unlink(missing_ok=True)
        self._lock.release()
