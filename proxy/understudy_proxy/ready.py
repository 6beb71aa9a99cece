"""The ready-file: written when the proxy listens, gone when it does not; `env` reads it."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from understudy.errors import UnderstudyError


@dataclass(frozen=True, slots=True)
class Ready:
    """What a client needs to know of a listening proxy; `ca` and `bundle` are PEM files."""

    mode: str
    pid: int
    host: str
    port: int
    proxy_url: str
    base_url: str | None
    ca: str
    bundle: str


def client_host(host: str) -> str:
    """Give the host by which this machine reaches a listening address, ready for a URL."""
    if host in ("", "0.0.0.0"):
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def write(path: Path, ready: Ready) -> None:
    """Write the file at once and whole; raises UnderstudyError where it cannot be written."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(asdict(ready), indent=2) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise UnderstudyError(
            f"the ready-file {path} cannot be written ({error.strerror or error}); "
            f"give another --ready-file"
        ) from None


def remove(path: Path) -> None:
    """Remove the file, if it is still there."""
    path.unlink(missing_ok=True)
