"""The ready-file: exists while the proxy listens, and describes it to `ringback env`."""

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ringback.errors import RingbackError
from ringback.files import replace_atomically
from ringback_proxy.client_setup import platform_support


@dataclass(frozen=True, slots=True)
class Ready:
    """What a client needs to know about a listening proxy; `ca` and `bundle` are PEM files.

    `control_url` and `control_token` are those of the control API.
    """

    mode: str
    pid: int
    host: str
    port: int
    proxy_url: str
    base_url: str | None
    ca: str
    bundle: str
    control_url: str = ""
    control_token: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """Host and port for clients on this machine, without the proxy's password."""
        return self.proxy_url.removeprefix("http://").rpartition("@")[2]

    @property
    def page_url(self) -> str:
        """The address of the page, with the token; "" without the control API."""
        if not self.control_token:
            return ""
        return f"{self.control_url.rpartition('/')[0]}/#token={self.control_token}"

    @property
    def control_variables(self) -> dict[str, str]:
        """The environment variables for programs that control the proxy."""
        if not self.control_token:
            return {}
        return {
            "RINGBACK_CONTROL_URL": self.control_url,
            "RINGBACK_CONTROL_TOKEN": self.control_token,
        }


def to_client_host(host: str) -> str:
    """Return the host for a URL with which this machine reaches a listening address."""
    if host in ("", "0.0.0.0"):
        return "127.0.0.1"
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def write(path: Path, ready: Ready) -> None:
    """Write the file atomically; raises RingbackError if it cannot be written."""
    text = json.dumps(asdict(ready), indent=2) + "\n"
    # The URL may have the proxy's password.
    mode = 0o600 if ready.control_token or "@" in ready.proxy_url else None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_atomically(path, text.encode(), mode=mode)
    except OSError as error:
        raise RingbackError(
            f"the ready-file {path} cannot be written ({error.strerror or error}); "
            f"give another --ready-file"
        ) from None


def remove(path: Path) -> None:
    """Remove the file if it exists."""
    with suppress(OSError):
        path.unlink()


def read(path: Path) -> Ready | None:
    """Read a ready-file; return None if it is missing or malformed."""
    try:
        return Ready(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def read_all(runtime: Path) -> Iterator[tuple[Path, Ready | None]]:
    """Yield every ready-file of the runtime folder with its content, None if it is malformed."""
    for path in sorted(runtime.glob("ready-*.json")):
        yield path, read(path)


def is_served(ready: Ready) -> bool:
    """Return whether the proxy of a ready-file still runs.

    Its process may be in another container that shares the folder. So a port that accepts
    connections counts as well.
    """
    if platform_support.is_alive(ready.pid):
        return True
    try:
        with socket.create_connection((to_client_host(ready.host).strip("[]"), ready.port), 1):
            return True
    except OSError:
        return False
