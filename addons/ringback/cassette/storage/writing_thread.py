"""Write interactions to a file in a thread, so that the event loop never waits for the disk.

Interactions that are queued at the same time are synced together.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from ringback.cassette.format.writer import render
from ringback.cassette.model import Interaction
from ringback.cassette.storage.append_file import AppendFile
from ringback.errors import CassetteError, RingbackError


@dataclass(slots=True)
class _Job:
    """An interaction that is queued to be written, and the future to settle then."""

    interaction: Interaction
    done: asyncio.Future[None]

    def settle(self, error: RingbackError | None) -> None:
        """Settle the future; call it on its event loop."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)
            self.done.exception()  # retrieved, so asyncio does not log it if no one awaits


class WritingThread:
    """The thread that writes to a file; it starts with the first interaction.

    `path` is the cassette, for the message of a failure.
    """

    def __init__(self, file: AppendFile, path: Path) -> None:
        self._file = file
        self._path = path
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: Thread | None = None

    def append(self, interaction: Interaction) -> asyncio.Future[None]:
        """Queue an interaction; the returned future is done when it is on disk.

        Interactions are written in the order of the calls, even if the future is not awaited. The
        future raises CassetteError if the interaction could not be written.
        """
        if self._thread is None:
            self._thread = Thread(target=self._run, name="ringback-recorder", daemon=True)
            self._thread.start()
        job = _Job(interaction, asyncio.get_running_loop().create_future())
        self._jobs.put(job)
        return job.done

    def close(self) -> None:
        """Write what is still queued and close the file; blocks on the disk."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None
        self._file.close()

    def _run(self) -> None:
        while batch := self._next_batch():
            _settle(batch, self._write(batch))

    def _write(self, batch: list[_Job]) -> RingbackError | None:
        """Write a batch, and return why it could not be written, if it could not."""
        try:
            self._file.append("".join(render(job.interaction) for job in batch).encode())
        except RingbackError as error:
            return error
        except Exception as error:  # noqa: BLE001 - else the futures would never be settled
            message = f"cannot be written: {type(error).__name__}; please report it"
            return CassetteError(message, self._path)
        return None

    def _next_batch(self) -> list[_Job]:
        """Wait for a job and return all that are queued; an empty list ends the thread."""
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


def _settle(batch: list[_Job], error: RingbackError | None) -> None:
    """Settle futures on their event loops, each of which is woken up once."""
    for loop in {job.done.get_loop() for job in batch}:
        jobs = [job for job in batch if job.done.get_loop() is loop]
        with suppress(RuntimeError):  # the event loop is closed
            loop.call_soon_threadsafe(_settle_each, jobs, error)


def _settle_each(jobs: list[_Job], error: RingbackError | None) -> None:
    for job in jobs:
        job.settle(error)
