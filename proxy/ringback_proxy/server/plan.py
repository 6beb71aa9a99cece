"""What one run of the proxy is asked to do."""

from dataclasses import dataclass, field
from pathlib import Path

from ringback.settings.names import LogFormatName
from ringback.settings.table import Settings
from ringback_proxy.access.proxy_credentials import ProxyCredentials
from ringback_proxy.reporting import console
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.sessions.registry.registry import MAX_SESSIONS
from ringback_proxy.sessions.template import Limits


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of one run; `command` is empty where the proxy serves until a signal.

    `limits` are those of each of the sessions, of which there may be `max_sessions`.
    """

    settings: Settings
    addresses: Addresses
    confdir: Path
    ready_file: Path | None = None
    command: tuple[str, ...] = ()
    verbosity: int = console.NORMAL
    log_format: LogFormatName = "text"
    proxy_auth: ProxyCredentials | None = None
    max_sessions: int = MAX_SESSIONS
    limits: Limits = field(default_factory=Limits)
