"""A program that runs beside a test, its output in files, so that it never waits for a reader."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM, Signals

from tests.support.waiting import TIMEOUT, Found, wait_for


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended: `status` is negative for a signal."""

    status: int
    stdout: str
    stderr: str


class Background:
    """One running program; a context manager that ends it with SIGTERM."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.stdout_path = folder / "stdout"
        self.stderr_path = folder / "stderr"
        with self.stdout_path.open("wb") as stdout, self.stderr_path.open("wb") as stderr:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                cwd=folder,
                env={**os.environ, **(environment or {})},
            )

    def __enter__(self) -> "Background":
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
        """Ask `probe` until it finds something; a program that ends before fails the test."""

        def found_or_ended() -> Found | None:
            # Whether it ended is asked first: what it did last is then still found.
            ended = self.process.poll()
            found = probe()
            if found is None and ended is not None:
                raise AssertionError(f"it ended with status {ended}:\n{self._said()}")
            return found

        return wait_for(found_or_ended, self._said)

    def signal(self, number: Signals = SIGTERM) -> None:
        """Send a signal, without waiting for what it does."""
        if self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self) -> Finished:
        """Wait for the end; a program that does not end is killed and fails the test."""
        try:
            status = self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"it does not end:\n{self._said()}") from None
        return Finished(status, self.stdout, self.stderr)

    def stop(self, number: Signals = SIGTERM) -> Finished:
        """Send a signal and wait for the end."""
        self.signal(number)
        return self.wait()

    def _said(self) -> str:
        return self.stdout + self.stderr
