"""What the control API works on."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it imports mitmproxy, which must come after import_mitmproxy
    from ringback_proxy.sessions.registry.registry import SessionRegistry


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the proxy listens; `proxy` and `base_url` are URLs, None where there is none.

    `has_password`: whether clients of the proxy have to send one.
    """

    proxy: str
    base_url: str | None = None
    base_url_port: int | None = None
    has_password: bool = False

    def of_session(self, name: str) -> Mapping[str, str | None]:
        """Return the URLs of a session; the proxy's without the password that it may want."""
        proxy = None if self.has_password else self.proxy.replace("//", f"//{name}:x@", 1)
        base_url = None if self.base_url is None else f"{self.base_url}/sessions/{name}"
        return {"proxy_url": proxy, "base_url": base_url}


@dataclass(frozen=True, slots=True)
class ControlContext:
    """The sessions of a proxy, and who may control them.

    - `token`: what requests have to send.
    - `for_tests`: whether the proxy is a test run's own. Exchanges are then as they were sent, and
      sessions are begun with what a test is known by.
    - `host_names`: names of this machine that requests may use in their `Host`.
    """

    sessions: "SessionRegistry"
    token: str = field(repr=False)
    addresses: Addresses
    for_tests: bool = False
    host_names: frozenset[str] = field(
        default_factory=lambda: frozenset({"localhost", socket.gethostname().lower()})
    )

    @property
    def proxy(self) -> str | None:
        """The name of this proxy among those that share its state; None if it shares none."""
        proxy_id = self.sessions.proxy_id
        if proxy_id is None:
            return None
        return f"{self.addresses.proxy.removeprefix('http://')} ({proxy_id[:8]})"
