"""Append to a cassette file, all or nothing."""

import os
from contextlib import suppress
from pathlib import Path

from ringback.cassette.format.normalize import make_appendable
from ringback.cassette.format.reader import is_blank
from ringback.cassette.format.writer import render_header
from ringback.cassette.model import Cassette
from ringback.cassette.storage import files
from ringback.cassette.storage.lock import CassetteLock
from ringback.errors import CassetteError


class AppendFile:
    """Appends interactions to a cassette; the first call of `append` creates a missing file.

    - `cassette`: the cassette as it was read. The file is not written to if another program has
      changed, removed or replaced it since.
    - `redact_names`: names for the cassette's metadata.
    - `like`: a file whose permissions a new cassette gets, if that file exists.
    - `lock`: the lock on the cassette, which goes along when the file is replaced.
    """

    def __init__(
        self,
        cassette: Cassette,
        redact_names: tuple[str, ...] = (),
        like: Path | None = None,
        lock: CassetteLock | None = None,
    ) -> None:
        self._lock = lock
        self._like = like or cassette.path
        self._cassette = cassette
        self._path = cassette.path
        self._redact_names = redact_names
        self._size = cassette.whole
        self._descriptor: int | None = None

    def check(self) -> None:
        """Raise CassetteError if nothing can be appended to the cassette."""
        if self._needs_order():
            make_appendable(files.read_bytes(self._path), self._path, self._redact_names)

    def append(self, data: bytes) -> None:
        """Append rendered interactions and sync them to disk.

        Raises CassetteError; the file is then unchanged.
        """
        try:
            if self._descriptor is None:
                data = self._begin(data)
            self._check()
            self._write(data)
        except OSError as error:
            # The cause may go away, as on a full disk; later interactions are recorded then.
            message = f"cannot be written: {error.strerror}; nothing is recorded until it can"
            raise CassetteError(message, self._path) from None

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _begin(self, data: bytes) -> bytes:
        """Open the file, or create it with the first data; return the data still to be written."""
        if self._cassette.whole == 0:
            comments = files.read_bytes(self._path) if self._path.exists() else b""
            if not is_blank(comments):
                raise self._changed("was created by another program")
            if comments and not comments.endswith(b"\n"):
                comments += b"\n"
            data = comments + render_header(self._redact_names).encode() + data
            self._replace(data, self._like)
            self._size, data = len(data), b""
        elif self._needs_order():
            self._rearrange()
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | _BINARY)
        return data

    def _needs_order(self) -> bool:
        noted = set(self._redact_names) <= set(self._cassette.redact_names)
        return self._cassette.whole > 0 and not (self._cassette.appendable and noted)

    def _rearrange(self) -> None:
        data = files.read_bytes(self._path)
        if len(data) != self._size:
            raise self._changed("was changed by another program")
        ordered = make_appendable(data, self._path, self._redact_names)
        self._replace(ordered, self._path)
        self._size = len(ordered)

    def _replace(self, data: bytes, like: Path) -> None:
        if self._lock is None:
            files.replace_like(self._path, data, like)
            return
        files.replace_like(self._path, data, like, self._lock.lock_draft)
        self._lock.end_replacement()

    def _check(self) -> None:
        """Raise CassetteError if another program has replaced the file or written to it."""
        assert self._descriptor is not None
        opened = os.fstat(self._descriptor)
        try:
            found = self._path.stat()
        except OSError:
            raise self._changed("is gone") from None
        if (found.st_dev, found.st_ino) != (opened.st_dev, opened.st_ino):
            raise self._changed("was replaced by another program")
        if opened.st_size != self._size:
            raise self._changed("was changed by another program")

    def _changed(self, what: str) -> CassetteError:
        advice = f"{what} while it was recorded to; nothing more is recorded. Start record again."
        return CassetteError(advice, self._path)

    def _write(self, data: bytes) -> None:
        assert self._descriptor is not None
        if not data:
            return
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
            os.fsync(self._descriptor)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._size)
            raise
        self._size += len(data)


_BINARY: int = getattr(os, "O_BINARY", 0)  # only on Windows: keeps line feeds as they are
