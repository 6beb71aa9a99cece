"""Lock a cassette for one writer, on every platform."""

import os
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from ringback.cassette.storage import files
from ringback.cassette.storage.shared_lock import HeldError, SharedLock
from ringback.errors import CassetteError


class CassetteLock:
    """A lock on a cassette, acquired on construction and held until `release`.

    It is two locks: one among the processes of a user, which exists on every system, in `folder`,
    by a hash of the cassette's path; and one that other users and other folders see.

    `notes` has a sentence if there can be none of the second kind. Raises CassetteError if another
    writer holds one of the two, and names its process.
    """

    def __init__(self, cassette: Path, folder: Path) -> None:
        target = files.resolve(cassette)
        name = sha256(str(target).encode("utf-8", "surrogateescape")).hexdigest()[:32]
        # A separate file, because on Windows other processes cannot read a locked one.
        self._owner = folder / f"{name}.pid"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / f"{name}.lock", thread_local=False)
            self._lock.acquire(blocking=False)
            self._owner.write_text(str(os.getpid()))
        except Timeout:
            raise CassetteError(_refuse(self._read_owner()), cassette) from None
        except OSError as error:
            message = f"cannot be locked in {folder}: {error.strerror}"
            raise CassetteError(message, cassette) from None
        try:
            self._shared = SharedLock(target)
        except HeldError as held:
            self._release_own()
            raise CassetteError(_refuse(held.pid), cassette) from None
        except OSError as error:
            self._release_own()
            message = f"cannot be locked: {error.strerror}; give another -c PATH"
            raise CassetteError(message, cassette) from None
        self.notes = self._shared.notes

    def lock_draft(self, descriptor: int) -> None:
        """Lock a file that is about to be renamed to the cassette."""
        self._shared.lock_draft(descriptor)

    def end_replacement(self) -> None:
        """Remove what was locked in the place of a cassette that exists now."""
        self._shared.remove_substitute()

    def release(self) -> None:
        """Release the lock."""
        self._shared.release()
        self._release_own()

    def _release_own(self) -> None:
        self._owner.unlink(missing_ok=True)
        self._lock.release()

    def _read_owner(self) -> int | None:
        try:
            return int(self._owner.read_text())
        except (OSError, ValueError):  # it has not written its PID yet
            return None


def _refuse(owner: int | None) -> str:
    process = "another process" if owner is None else f"process {owner}"
    return f"{process} records to it already; stop that first, or give another -c PATH"
