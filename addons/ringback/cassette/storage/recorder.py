"""Load cassettes, and append to one while a run records.

An interaction is on disk once the future that `Recorder.append` returns is done.
"""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

from ringback.cassette.format.reader import read, read_redact_names
from ringback.cassette.format.torn_end import DamagedError
from ringback.cassette.format.writer import render
from ringback.cassette.model import Cassette, Interaction, Recording
from ringback.cassette.storage import files
from ringback.cassette.storage.append_file import AppendFile
from ringback.cassette.storage.lock import CassetteLock
from ringback.cassette.storage.pending_cassette import PendingCassette, find_leftovers
from ringback.cassette.storage.writing_thread import WritingThread
from ringback.errors import CassetteError
from ringback.files import may_exist
from ringback.settings.names import RecordModeName


class Recorder:
    """The only writer of a cassette; holds the cassette's lock until it is closed.

    `record_mode` decides where interactions go:

    - "new_episodes": to the end of the cassette.
    - "once": to a new cassette. A cassette that exists is only read.
    - "all": to a pending file beside the cassette, which `close` may put in the cassette's place
      or, with `extends`, append to it.

    `cassette` is what was on disk at the start; `notes` are sentences for the console.

    Raises CassetteError if the cassette cannot be read or, later, could not be added to: the
    caller learns of it before anything is forwarded.
    """

    def __init__(
        self,
        path: Path,
        lock_dir: Path,
        *,
        redact_names: tuple[str, ...] = (),
        record_mode: RecordModeName = "new_episodes",
        extends: bool = False,
    ) -> None:
        self._target = files.resolve(path)  # a link stays a link
        _refuse_json(path, self._target)
        self._made = (*files.make_folder(path), *files.make_folder(self._target))
        self._lock = CassetteLock(path, lock_dir)
        self.notes = self._lock.notes
        try:
            self._note_leftovers(path)
            self._pending = PendingCassette(self._target) if record_mode == "all" else None
            self._extends = extends
            self.cassette = self._read(path)
            self._names = tuple(dict.fromkeys((*self.cassette.redact_names, *redact_names)))
            file = self._open_file()
            if not (record_mode == "once" and self.cassette.whole):
                file.check()
        except BaseException:  # Ctrl-C, too, leaves no lock and no folder behind
            self._lock.release()
            files.remove_empty(self._made)
            raise
        self._thread = WritingThread(file, path)

    @property
    def kept(self) -> tuple[Recording, ...]:
        """The recordings that stay in the cassette, to which others are added."""
        return self.cassette.recordings if self._pending is None or self._extends else ()

    @property
    def pending_path(self) -> Path | None:
        """The file that is written instead of the cassette, if any."""
        return self._pending.path if self._pending else None

    def _note_leftovers(self, path: Path) -> None:
        advice = "move it to the cassette's place, or delete it"
        self.notes += tuple(
            f"{path}: an earlier run left its recordings in {leftover}; {advice}"
            for leftover in find_leftovers(self._target)
        )

    def _read(self, path: Path) -> Cassette:
        if not may_exist(path):
            return Cassette(path)
        try:
            cassette = read(files.read_bytes(path), path)
        except CassetteError as error:
            if self._pending is None:
                raise
            damaged = None if self._extends else self._read_damaged(path, error)
            if damaged is not None:
                return damaged
            advice = "--record-mode all replaces only readable cassettes; move this one away first"
            raise CassetteError(f"{error.message}; {advice}", path, error.line) from None
        if cassette.torn_line is None or (self._pending and not self._extends):
            return cassette
        torn = _move_torn_end(self._target, cassette.whole)
        place = f"{path}:{cassette.torn_line}"
        report = f"{place}: the last interaction was {cassette.torn_report}; it was moved to {torn}"
        self.notes += (report,)
        return replace(cassette, torn_line=None)

    def _read_damaged(self, path: Path, error: CassetteError) -> Cassette | None:
        """Return a damaged cassette without its recordings, which the run may replace.

        Return None if it is not a cassette, or if its `--redact` names cannot be read.
        """
        if self._pending is None or not isinstance(error, DamagedError):
            return None
        names = read_redact_names(files.read_bytes(path), path)
        if names is None:
            return None
        kept = self._pending.keep_replaced()
        self.notes += (f"{error}; if this run ends well it is replaced, and kept as {kept}",)
        return Cassette(path, redact_names=names)

    def _open_file(self) -> AppendFile:
        pending = self.pending_path
        if pending:
            return AppendFile(Cassette(pending), self._names, like=self._target)
        return self._open_cassette()

    def _open_cassette(self) -> AppendFile:
        return AppendFile(replace(self.cassette, path=self._target), self._names, lock=self._lock)

    def append(self, interaction: Interaction) -> asyncio.Future[None]:
        """Queue an interaction; the returned future is done when it is on disk.

        Interactions are written in the order of the calls, even if the future is not awaited. The
        future raises CassetteError if the interaction could not be written.
        """
        return self._thread.append(interaction)

    def close(self, *, keep_pending: bool = False) -> None:
        """Write what is still queued and release the lock; blocks on the disk.

        With `keep_pending` a pending file, if there is one, replaces the cassette or is appended
        to it. Raises CassetteError if that fails; the pending file then stays.
        """
        self._thread.close()
        try:
            if keep_pending and self._pending is not None and self._pending.path.exists():
                if self._extends:
                    self._append_pending(self._pending.path)
                else:
                    self._pending.put_in_place()
        finally:
            self._lock.release()
            files.remove_empty(self._made)

    def _append_pending(self, pending: Path) -> None:
        added = read(files.read_bytes(pending), pending).recordings
        file = self._open_cassette()
        try:
            file.append("".join(render(one.interaction) for one in added).encode())
        finally:
            file.close()
        pending.unlink()


def _refuse_json(path: Path, target: Path) -> None:
    """Raise CassetteError for a `.json` path: the reader would expect JSON, and YAML is written."""
    if ".json" in (path.suffix, target.suffix):
        advice = (
            f"JSON is replayed only, and record writes YAML; give -c {path.with_suffix('.yaml')}"
        )
        raise CassetteError(advice, path)


def _move_torn_end(path: Path, whole: int) -> Path:
    """Move the torn end of a cassette, from byte `whole` on, to a file beside it."""
    torn = path.with_name(f"{path.name}.torn")
    try:
        with path.open("r+b") as cassette, torn.open("ab") as aside:
            cassette.seek(whole)
            aside.write(cassette.read())
            aside.flush()
            os.fsync(aside.fileno())
            cassette.truncate(whole)
            os.fsync(cassette.fileno())
    except OSError as error:
        raise CassetteError(f"its torn end cannot be cut off: {error.strerror}", path) from None
    return torn
