"""Cassettes on disk: read at the start, and added to while a run records.

An interaction is on disk once the future that `Recorder.append` returns is done. One thread writes,
so the event loop never waits for the disk. Interactions that wait together are synced together.
"""

import asyncio
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from ringback.cassette.format.reader import read
from ringback.cassette.format.writer import rendered
from ringback.cassette.model import Cassette, Interaction, Library
from ringback.cassette.storage import files as disk
from ringback.cassette.storage.append_file import AppendFile
from ringback.cassette.storage.lock import CassetteLock
from ringback.cassette.storage.pending import PendingCassette, leftover_pending
from ringback.errors import CassetteError, RingbackError


def load(paths: Iterable[Path]) -> Library:
    """Read cassettes to replay: files, or folders with every `*.yaml` in them, sorted.

    Raises CassetteError with the file and the line.
    """
    files = [file for path in paths for file in cassette_files(path)]
    return Library(tuple(read(disk.read_bytes(file), file) for file in files))


def cassette_files(path: Path) -> list[Path]:
    """Return a file, or the cassettes of a folder. Raises CassetteError where it has none."""
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.yaml"))
    if not found:
        raise CassetteError("there is no *.yaml in this folder", path)
    return found


@dataclass(slots=True)
class _Job:
    """An interaction that waits to be written, and who waits for it."""

    interaction: Interaction
    done: asyncio.Future[None]

    def settle(self, error: RingbackError | None) -> None:
        """Tell the waiting one; there may be nobody left."""
        with suppress(RuntimeError):  # its event loop is closed
            self.done.get_loop().call_soon_threadsafe(self._settle, error)

    def _settle(self, error: RingbackError | None) -> None:
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)
            self.done.exception()  # so that nobody complains if nobody waits


class Recorder:
    """The one writer of a cassette; holds its lock until it is closed.

    `cassette` is what was on disk at the start. With `take`, everything goes into a new file beside
    it, which `close` may put in its place or, where it `goes_on`, add to it. With `once`, a
    cassette that was there is only read. `notes` are for the console. Raises CassetteError, also
    where it could not be added to: before anything is forwarded.
    """

    def __init__(
        self,
        path: Path,
        lock_dir: Path,
        redact_names: tuple[str, ...] = (),
        take: bool = False,
        once: bool = False,
        goes_on: bool = False,
    ) -> None:
        self.notes: tuple[str, ...] = ()
        self._target = disk.resolved(path)  # a link stays a link
        _refuse_json(path, self._target)
        self._made = (*disk.make_folder(path), *disk.make_folder(self._target))
        self._lock = CassetteLock(path, lock_dir)
        try:
            self._note_earlier_takes(path)
            self._take = PendingCassette(self._target) if take else None
            self._goes_on = goes_on
            self.cassette = self._read(path)
            self._names = tuple(dict.fromkeys((*self.cassette.redact_names, *redact_names)))
            self._file = self._appended_file()
            if not (once and self.cassette.whole):
                self._file.check()
        except BaseException:
            self._lock.release()
            disk.remove_empty(self._made)
            raise
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: Thread | None = None

    @property
    def take(self) -> Path | None:
        """The file that is recorded to instead, if one is."""
        return self._take.path if self._take else None

    def _note_earlier_takes(self, path: Path) -> None:
        advice = "move it to the cassette's place, or delete it"
        self.notes += tuple(
            f"{path}: an earlier run left its take {take}; {advice}"
            for take in leftover_pending(self._target)
        )

    def _read(self, path: Path) -> Cassette:
        if not path.exists():
            return Cassette(path)
        try:
            cassette = read(disk.read_bytes(path), path)
        except CassetteError as error:
            if self._take is None:
                raise
            advice = "--record-mode all replaces only what it can read; move this away first"
            raise CassetteError(f"{error.message}; {advice}", path, error.line) from None
        if cassette.torn_line is None or (self._take and not self._goes_on):
            return cassette
        torn = _set_aside(self._target, cassette.whole)
        place = f"{path}:{cassette.torn_line}"
        self.notes += (f"{place}: the last interaction was cut off; it was moved to {torn}",)
        return replace(cassette, torn_line=None)

    def _appended_file(self) -> AppendFile:
        written = Cassette(self.take) if self.take else replace(self.cassette, path=self._target)
        return AppendFile(written, self._names, like=self._target)

    def append(self, interaction: Interaction) -> asyncio.Future[None]:
        """Have an interaction written; the future is done when it is on disk.

        Interactions are written in the order of the calls, also when nobody waits any more. The
        future raises CassetteError where it could not be written.
        """
        if self._thread is None:
            self._thread = Thread(target=self._write, name="ringback-tape", daemon=True)
            self._thread.start()
        job = _Job(interaction, asyncio.get_running_loop().create_future())
        self._jobs.put(job)
        return job.done

    def close(self, keep_take: bool = False) -> None:
        """Write what still waits, and let others record to the cassette; it waits for the disk.

        With `keep_take` a take that was made is put in the cassette's place, or added to it. Raises
        CassetteError where that fails; then the take stays where it is.
        """
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None
        self._file.close()
        try:
            if keep_take and self._take is not None and self._take.path.exists():
                if self._goes_on:
                    self._add(self._take.path)
                else:
                    self._take.put_in_place()
        finally:
            self._lock.release()
            disk.remove_empty(self._made)

    def _add(self, take: Path) -> None:
        added = read(disk.read_bytes(take), take).recordings
        file = AppendFile(replace(self.cassette, path=self._target), self._names)
        try:
            file.append("".join(rendered(one.interaction) for one in added).encode())
        finally:
            file.close()
        take.unlink()

    def _write(self) -> None:
        while batch := self._next_batch():
            error: RingbackError | None = None
            try:
                texts = (rendered(job.interaction) for job in batch)
                self._file.append("".join(texts).encode())
            except RingbackError as failed:
                error = failed
            except Exception as failed:  # noqa: BLE001 - whoever waits would wait for ever
                message = f"cannot be written: {type(failed).__name__}; please report it"
                error = CassetteError(message, self.cassette.path)
            for job in batch:
                job.settle(error)

    def _next_batch(self) -> list[_Job]:
        """Wait for jobs, and take all that wait; nothing when the tape is closed."""
        batch: list[_Job] = []
        job = self._jobs.get()
        while job is not None:
            batch.append(job)
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return batch
        if batch:
            self._jobs.put(None)  # the end, once more, for the next call
        return batch


def _refuse_json(path: Path, target: Path) -> None:
    """Refuse what a reader would take for JSON: what is written is YAML."""
    if ".json" in (path.suffix, target.suffix):
        advice = (
            f"JSON is replayed only, and record writes YAML; give -c {path.with_suffix('.yaml')}"
        )
        raise CassetteError(advice, path)


def _set_aside(path: Path, whole: int) -> Path:
    """Move what is torn at the end of a cassette to a file beside it."""
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
