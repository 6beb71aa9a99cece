"""The settings of the server: where it listens, whom it serves and how much it prints."""

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from ringback.settings import parsers
from ringback.settings.names import LogFormatName
from ringback.settings.setting import choice, flag, setting
from ringback_proxy.access.proxy_credentials import ProxyCredentials, parse_credentials


@dataclass(frozen=True)
class ServerSettings:
    """Settings that every mode has on the command line."""

    host: str = setting(
        "The address to listen on.", parsers.parse_host, "ADDRESS", default="127.0.0.1"
    )
    port: int | None = setting(
        "The port to listen on; 0: any free one. [default: 8080, with -- COMMAND 0]",
        parsers.parse_port,
        "N",
        default=None,
    )
    base_url_port: int | None = setting(
        "Also listen here as a plain HTTP base URL, for clients that can be given one.",
        parsers.parse_port,
        "N",
        default=None,
    )
    ready_file: Path | None = setting(
        "Written when listening, removed at the end: JSON with addresses and CA paths.",
        parsers.parse_path,
        "PATH",
        default=None,
    )
    confdir: Path | None = setting(
        "Where the certificate authority lies. [default: your configuration folder]",
        parsers.parse_path,
        "DIR",
        default=None,
    )
    proxy_auth: ProxyCredentials | None = setting(
        "Serve only clients that show this password; other machines (see --host) are served with "
        "it alone. Another user name is that of a session.",
        parse_credentials,
        "USER:PASSWORD",
        default=None,
        secret=True,
    )
    max_sessions: int = setting(
        "How many sessions there may be at once; the least recently used ends for a new one.",
        parsers.parse_positive_number,
        "N",
        default=1_000,
    )
    keep_exchanges: int = setting(
        "How many exchanges each session keeps, the newest.",
        parsers.parse_positive_number,
        "N",
        default=1_000,
    )
    keep_bytes: int = setting(
        "How many bytes of bodies and paths each session keeps with them.",
        parsers.parse_positive_number,
        "BYTES",
        default=16_777_216,
    )
    log_format: LogFormatName = choice(
        "text: for a person. json: one object a line, for programs.",
        get_args(LogFormatName),
        default="text",
    )
    quiet: bool = flag("Only misses, errors and warnings.", short="q")
    verbose: bool = flag("Whole requests and responses.", short="v")
