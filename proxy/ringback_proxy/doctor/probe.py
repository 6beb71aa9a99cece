"""The probes of `ringback doctor`: a small program for each runtime and library.

Each creates a conversation at a host of its own, an edge of the API that does not exist. So a
request that bypasses the proxy reaches nothing, and the proxy knows which probe a request is from.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parents[1] / "probes"

# The exit status of a probe whose library is not installed; curl does not use it.
ABSENT = 113

REGION = "us1"


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe; the first of `programs` that is on the PATH runs it."""

    runtime: str
    library: str
    programs: tuple[str, ...]
    arguments: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name in the table."""
        return self.library or self.runtime

    @property
    def edge(self) -> str:
        """The edge of the API that only this probe requests."""
        letters = f"ringback-{self.runtime}-{self.library}".strip("-").replace(" ", "-")
        return "".join(each for each in letters.lower() if each.isalnum() or each == "-")

    @property
    def host(self) -> str:
        """The host that only this probe requests."""
        return f"conversations.{self.edge}.{REGION}.twilio.com"

    @property
    def url(self) -> str:
        """The URL that the probe requests."""
        return f"https://{self.host}/v1/Conversations"

    def command(self) -> tuple[str, ...] | None:
        """Return the command; None if the runtime is not on the PATH."""
        for name in self.programs:
            program = shutil.which(name)
            if program is not None:
                return (program, *self.arguments, self.url)
        return None


def _file(name: str) -> str:
    return str(_FOLDER / name)


def _python(library: str, name: str = "") -> Probe:
    arguments = (_file("probe.py"), library)
    return Probe("python", name or library, ("python", "python3"), arguments)


def _node(library: str) -> Probe:
    return Probe("node", library, ("node",), (_file("probe.cjs"), library))


_USER = "AC00000000000000000000000000000000"
_CURL = ("-sS", "--fail", "-o", "/dev/null", "-u", f"{_USER}:doctor", "-d", "FriendlyName=doctor")
_WGET = (
    "-nv", "-O", "/dev/null", "--tries=1", "--user", _USER, "--password=doctor",
    "--auth-no-challenge", "--post-data=FriendlyName=doctor",
)  # fmt: skip

PROBES = (
    _python("twilio"),
    _python("twilio_async", "twilio async"),
    _python("requests"),
    _python("requests_prepared", "requests, prepared"),
    _python("httpx"),
    _python("aiohttp"),
    _python("urllib"),
    _python("urllib3"),
    _python("http_client", "http.client"),
    _python("httplib2"),
    _node("twilio"),
    _node("axios"),
    _node("fetch"),
    _node("https"),
    _node("http2"),
    _node("undici"),
    Probe("curl", "", ("curl",), _CURL),
    Probe("wget", "", ("wget",), _WGET),
    Probe("java", "", ("java",), (_file("Probe.java"),)),
    Probe("go", "net/http", ("go",), ("run", _file("probe.go"))),
    Probe("ruby", "Net::HTTP", ("ruby",), (_file("probe.rb"),)),
    Probe("php", "curl", ("php",), (_file("probe.php"),)),
)
RUNTIMES = tuple(dict.fromkeys(probe.runtime for probe in PROBES))
