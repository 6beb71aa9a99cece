"""An empty state of each kind, for programs that are no tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.state.postgresql import new_database, running_server

KINDS = ("memory", "sqlite", "postgresql")
# The server is not killed, so it need not wait for its disk at every commit.
_UNHURRIED = "options=-c%20synchronous_commit%3Doff"


@contextmanager
def open_store(kind: str, folder: Path, *, waits_for_disk: bool = False) -> Iterator[str]:
    """Yield what `--state` takes, for an empty state of a kind.

    SQLite never waits for the disk, and a server of PostgreSQL only if it is to.
    """
    if kind not in KINDS:
        raise SystemExit(f"{kind} is no store; give one of {', '.join(KINDS)}")
    if kind == "memory":
        yield kind
    elif kind == "sqlite":
        yield str(folder / "state.sqlite")
    else:
        with running_server() as server, new_database(server) as url:
            mark = "&" if "?" in url else "?"
            yield url if waits_for_disk else f"{url}{mark}{_UNHURRIED}"
