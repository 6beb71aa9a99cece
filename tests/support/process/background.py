"""A program that runs beside a test, with its output in files so that it never blocks."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM, Signals
from typing import Self

from tests.support.process.launch import launch
from tests.support.process.preloaded.main import Streams
from tests.support.process.waiting import TIMEOUT, Found, wait_for


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a program; `status` is negative for a signal."""

    status: int
    stdout: str
    stderr: str


class Background:
    """A running program; a context manager that ends it with SIGTERM.

    `descriptors` are those that it inherits.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        descriptors: Sequence[int] = (),
    ) -> None:
        self.stdout_path = folder / "stdout"
        self.stderr_path = folder / "stderr"
        streams = Streams(self.stdout_path, self.stderr_path)
        self.process = launch(command, folder, environment, streams, descriptors)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def stdout(self) -> str:
        return self.stdout_path.read_text()

    @property
    def stderr(self) -> str:
        return self.stderr_path.read_text()

    def until(self, probe: Callable[[], Found | None]) -> Found:
        """Call `probe` until it returns something; fail if the program exits before."""

        def found_or_ended() -> Found | None:
            # Polled first, so that what the program did last is still found.
            ended = self.process.poll()
            found = probe()
            if found is None and ended is not None:
                raise AssertionError(f"it exited with status {ended}:\n{self._read_output()}")
            return found

        return wait_for(found_or_ended, self._read_output)

    def signal(self, number: Signals = SIGTERM) -> None:
        """Send a signal without waiting for its effect."""
        if self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, timeout: float = TIMEOUT) -> Finished:
        """Wait for the end; kill a program that does not exit, and fail."""
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"it does not exit:\n{self._read_output()}") from None
        return Finished(status, self.stdout, self.stderr)

    def stop(self, number: Signals = SIGTERM) -> Finished:
        """Send a signal and wait for the end."""
        self.signal(number)
        return self.wait()

    def _read_output(self) -> str:
        return self.stdout + self.stderr
