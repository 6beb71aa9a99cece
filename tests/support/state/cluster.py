"""Servers of PostgreSQL for tests, each with a database directory of its own.

They are started from Debian's package `postgresql`, which tests/clients/install.sh installs.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from tests.support.process.waiting import wait_for

USER, PASSWORD = "ringback", "hush-hush"
# The server refuses to run as root.
UNPRIVILEGED = "postgres"


@cache
def find_programs() -> Path | None:
    """Return the folder with the newest `initdb` and `postgres`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


class Cluster:
    """A running server, on a socket and on 127.0.0.1; its user needs the password."""

    def __init__(self) -> None:
        programs = find_programs()
        assert programs is not None
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="ringback-postgresql-"))
        self.port = _find_free_port()
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user, self._user)
        self._process: subprocess.Popen[bytes] | None = None
        self._run_initdb()
        self.start()

    def _run_initdb(self) -> None:
        password = self.folder / "password"
        password.write_text(PASSWORD)
        subprocess.run(
            (
                *(self._programs / "initdb", "--pgdata", self.folder / "data", "--no-sync"),
                *("--username", USER, "--pwfile", password, "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--no-locale"),
            ),
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_user(),
        )

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {"cwd": self.folder}
        return {"cwd": self.folder, "user": self._user, "group": self._user, "extra_groups": ()}

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                (
                    *(self._programs / "postgres", "-D", self.folder / "data"),
                    *("-p", str(self.port), "-k", self.folder),
                    *("-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"),
                ),
                stdout=log,
                stderr=log,
                **self._as_user(),
            )
        wait_for(self._answers, lambda: (self.folder / "log").read_text())

    def _answers(self) -> bool | None:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        with suppress(psycopg.OperationalError):
            psycopg.connect(self.url("postgres")).close()
            return True
        return None

    @property
    def pid(self) -> int:
        """The process that all others of the server come from."""
        assert self._process is not None
        return self._process.pid

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: at once, with clients connected, or without any order (SIGQUIT)."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait()

    def remove(self) -> None:
        """Stop the server, and remove its folder."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def list_processes(self) -> list[int]:
        """Return the server's processes, the first one last."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [*map(int, children), self.pid]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to each of the server's processes, as SIGSTOP and SIGCONT."""
        for pid in self.list_processes():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def url(self, database: str, **parameters: str) -> str:
        """Return the URL of a database, with its password."""
        return self.url_without_password(database, **parameters).replace(
            f"{USER}@", f"{USER}:{PASSWORD}@"
        )

    def url_without_password(self, database: str, **parameters: str) -> str:
        """Return the URL of a database, as messages show it."""
        query = "&".join(f"{name}={quote(value)}" for name, value in parameters.items())
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}" + (
            f"?{query}" if query else ""
        )


def _find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Yield a server, which is stopped and removed in the end.

    Where none can be started the test is skipped; in CI it fails.
    """
    if find_programs() is None:
        reason = "no server of PostgreSQL: install Debian's package postgresql"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}; CI does not skip tests", pytrace=False)
        pytest.skip(reason)
    cluster = Cluster()
    try:
        yield cluster
    finally:
        cluster.remove()
