"""What a test run's proxy is started with, and what it says once it listens; both cross as JSON.

Python may print while a process starts, so the proxy's line has a beginning that no text has.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ringback.settings.shared import ForwardingSettings

# No printed text has this.
GREETING = b"\0ringback\0"


@dataclass(frozen=True, slots=True)
class ProxyInfo:
    """Where the proxy listens, and the environment `variables` that lead a client to it.

    `control_port` and `control_token` are those of its control API.
    """

    proxy_url: str
    base_url: str
    variables: Mapping[str, str]
    control_port: int = 0
    control_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Start:
    """What a proxy is started with.

    - `confdir`: folder of the certificate authority; by default the user's own.
    - `upstream_ca`: PEM file of the only CAs trusted for the upstream.
    - `upstream_timeout`: in seconds.
    - `block_network`: refuse every host but Twilio's.
    """

    confdir: Path | None = None
    upstream_ca: Path | None = None
    upstream_timeout: float = ForwardingSettings.upstream_timeout
    block_network: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The proxy did not start because of a user's mistake, in a sentence that says what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The proxy itself failed while it started, with its traceback."""

    traceback: str


Answer = ProxyInfo | Refused | Broken
_ANSWERS: Mapping[str, type[Answer]] = {one.__name__: one for one in (ProxyInfo, Refused, Broken)}


def encode_start(start: Start) -> bytes:
    """Return a line for the proxy's standard input."""
    return json.dumps(asdict(start), default=str).encode() + b"\n"


def decode_start(line: bytes) -> Start:
    """Parse that line."""
    given = json.loads(line)
    paths = {name: Path(given[name]) for name in ("confdir", "upstream_ca") if given[name]}
    return Start(**{**given, **paths})


def encode_answer(answer: Answer) -> bytes:
    """Return a line for the proxy's standard output."""
    text = json.dumps({"kind": type(answer).__name__, **asdict(answer)})
    return GREETING + text.encode() + b"\n"


def decode_answer(line: bytes) -> Answer:
    """Parse that line, from after its beginning."""
    given = json.loads(line)
    return _ANSWERS[given.pop("kind")](**given)
