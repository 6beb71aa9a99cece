"""Lock a cassette against the recorders of every user, whichever folder their locks are in.

The lock is `flock` on the cassette itself, so that no file is left beside it. While there is no
cassette, it is on an empty hidden file in its place, which is removed when there is one. What
replaces the cassette locks the new file before it is renamed, so that the lock is never lost.

Windows has no such lock: there, nobody could read the cassette meanwhile.
"""

import errno
import os
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ModuleNotFoundError:  # pragma: no cover - on Windows; CI is Linux
    fcntl = None  # type: ignore[assignment]  # what is missing is None

_HELD = (errno.EAGAIN, errno.EACCES)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
# What file systems without locks answer: NFS without its lock service, some clusters' and guests'.
_UNSUPPORTED = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
_FLAGS: int = sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"))
_SYSTEMS_LOCKS = Path("/proc/locks")


class HeldError(Exception):
    """Another writer holds the lock; `pid` is its process, or None if the system does not say."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(pid)
        self.pid = pid


class SharedLock:
    """A lock on a cassette that every user sees; acquired on construction, held until `release`.

    `cassette` is the file itself, not a link to it. `notes` has a sentence if its file system has
    no locks. Raises HeldError; OSError if there is no knowing.
    """

    def __init__(self, cassette: Path) -> None:
        self.notes: tuple[str, ...] = ()
        self._cassette = cassette
        self._substitute = cassette.with_name(f".{cassette.name}.lock")
        self._descriptors: list[int] = []
        if fcntl is not None:
            self._acquire()

    def lock_draft(self, descriptor: int) -> None:
        """Lock a file that is about to be renamed to the cassette."""
        if self._descriptors:
            copy = os.dup(descriptor)  # the lock lasts until both are closed
            self._descriptors.append(copy)
            self._lock(copy)

    def remove_substitute(self) -> None:
        """Remove the file in the place of the cassette, if it is this lock's."""
        with suppress(OSError):  # a leftover harms nobody
            if self._descriptors and _is_at(self._substitute, self._descriptors[0]):
                self._substitute.unlink()

    def release(self) -> None:
        """Release the lock."""
        self.remove_substitute()
        while self._descriptors:
            os.close(self._descriptors.pop())

    def _acquire(self) -> None:
        while (path := self._choose_path()) is not None:
            try:
                descriptor = _open(path) if os.path.lexists(path) else _create(path)
            except (FileNotFoundError, FileExistsError):
                continue  # it has come or gone since
            except OSError as error:
                if error.errno not in _REFUSED:
                    raise
                if path == self._substitute and path.exists():
                    raise HeldError(None) from None  # of a user who lets nobody open it
                return  # who cannot write there is told so when writing
            if self._is_acquired(path, descriptor):
                return

    def _is_acquired(self, path: Path, descriptor: int) -> bool:
        """Lock an open file, unless it is not the one to lock any more: then close it."""
        self._descriptors = [descriptor]
        try:
            self._lock(descriptor)
            if path == self._choose_path() and _is_at(path, descriptor):
                return True
        except BaseException:  # Ctrl-C, too, leaves no lock behind
            os.close(self._descriptors.pop())
            raise
        os.close(self._descriptors.pop())
        return False

    def _choose_path(self) -> Path | None:
        """Return the file to lock; None if nobody can write there."""
        if self._cassette.exists():
            return self._cassette if self._cassette.is_file() else None
        return self._substitute if self._cassette.parent.is_dir() else None

    def _lock(self, descriptor: int) -> None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                raise HeldError(_find_holder(descriptor)) from None
            if error.errno not in _UNSUPPORTED:
                raise
            missing = f"its file system has no locks ({error.strerror})"
            consequence = "nothing would notice another user who records to it"
            self.notes = (f"{self._cassette}: {missing}, so {consequence}",)


def _create(path: Path) -> int:
    """Create an empty file that every user may lock, whatever the umask. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _FLAGS)
    os.fchmod(descriptor, 0o666)
    return descriptor


def _open(path: Path) -> int:
    """Open a file, for writing if that is allowed: NFS locks no others. Raises OSError."""
    try:
        return os.open(path, os.O_RDWR | _FLAGS)
    except PermissionError:
        return os.open(path, os.O_RDONLY | _FLAGS)


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether an open file has not been replaced or removed."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _find_holder(descriptor: int) -> int | None:
    """Return the process that has locked a file, where Linux tells it."""
    status = os.fstat(descriptor)
    place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    try:
        lines = _SYSTEMS_LOCKS.read_text().splitlines()
    except OSError:
        return None
    pids = (int(words[4]) for words in map(str.split, lines) if words[1:6:4] == ["FLOCK", place])
    return next((pid for pid in pids if pid > 0), None)
