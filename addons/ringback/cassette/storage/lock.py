"""One writer of a cassette at a time, on every system, without a trace in anybody's repository."""

import os
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from ringback.cassette.storage import files
from ringback.errors import CassetteError


class CassetteLock:
    """Held from its making until `release`.

    Locks lie in a folder of the user's, under a name made from the cassette's path. Raises
    CassetteError, naming the process that holds it, where there is another writer.
    """

    def __init__(self, cassette: Path, folder: Path) -> None:
        name = sha256(str(files.resolve(cassette)).encode("utf-8", "surrogateescape")).hexdigest()[
            :32
        ]
        # In a file of its own: on Windows nobody else can read a locked one.
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
        except (OSError, ValueError):  # it has only just begun
            owner = "another process"
        return f"{owner} records to it already; stop that first, or give another -c PATH"

    def release(self) -> None:
        """Let others write."""
        self._owner.unlink(missing_ok=True)
        self._lock.release()
