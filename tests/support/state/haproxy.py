"""HAProxy with the configuration of docs/load-balancer.md, and other ports."""

import csv
import re
import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

from tests.support.documents.documents import DOCS
from tests.support.process.background import Background
from tests.support.process.programs import require_program
from tests.support.process.ringback import Server

CONFIGURATION = DOCS / "examples" / "haproxy.cfg"
# Where Debian has it, which is not on everybody's PATH.
_PROGRAM = "/usr/sbin/haproxy"

NAMES = ("one", "two", "three")


class HAProxy(Background):
    """A running HAProxy: `proxy_url` and `base_url` are for clients, and lead to any server.

    It listens on sockets that it inherits, so that no port has to be free. What it thinks of the
    servers is read from its own socket.
    """

    def __init__(self, folder: Path, servers: Sequence[Server]) -> None:
        self._statistics = folder / "haproxy.sock"
        with ExitStack() as stack:
            listening = [stack.enter_context(_listen()) for _ in range(2)]
            proxy, base_url = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in listening)
            self.proxy_url, self.base_url = proxy, base_url
            path = folder / "haproxy.cfg"
            path.write_text(_configure(servers, listening, self._statistics))
            descriptors = [one.fileno() for one in listening]
            program = require_program(_PROGRAM)
            super().__init__((program, "-db", "-f", str(path)), folder, descriptors=descriptors)
        self.until(lambda: self._statistics.exists() or None)

    def wait_until(self, name: str, state: str) -> None:
        """Wait until HAProxy has noticed that a server is `UP`, or `DOWN`."""
        self.until(lambda: all(row["status"].startswith(state) for row in self._read(name)) or None)

    def count_connections(self, name: str) -> int:
        """Return how many connections HAProxy has made to a server."""
        return sum(int(row["stot"]) for row in self._read(name))

    def _read(self, name: str) -> Sequence[Mapping[str, str]]:
        """Return the statistics of a server, in both backends that are checked."""
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(str(self._statistics))
            asking.sendall(b"show stat\n")
            with asking.makefile() as answer:
                rows = csv.DictReader(StringIO(answer.read().removeprefix("# ")))
        backends = ("proxies", "base_urls")
        return [row for row in rows if row["svname"] == name and row["pxname"] in backends]


def _listen() -> socket.socket:
    listening = socket.create_server(("127.0.0.1", 0), backlog=1_000)
    listening.set_inheritable(True)
    return listening


def _configure(
    servers: Sequence[Server], listening: Sequence[socket.socket], statistics: Path
) -> str:
    """Return the configuration with the real addresses of servers."""
    addresses = {
        f"127.0.0.1:{port}": f"fd@{one.fileno()}"
        for port, one in zip(("8100", "8200"), listening, strict=True)
    }
    ports: dict[str, str] = {}
    for number, server in enumerate(servers, 1):
        assert server.ready.base_url is not None
        ports[f"810{number}"] = str(server.ready.port)
        ports[f"820{number}"] = server.ready.base_url.rpartition(":")[2]
    text = re.sub(r"127\.0\.0\.1:8[12]00", lambda found: addresses[found[0]], _read())
    text = re.sub(r"(?m)^ *server three .*$", lambda found: _add(found[0], len(servers)), text)
    text = re.sub(r"\b8[12]0[1-9]\b", lambda found: ports[found[0]], text)
    return text.replace("global\n", f"global\n    stats socket {statistics} mode 600\n")


def _add(third: str, number: int) -> str:
    """Return the line of the third server, and those of further ones."""
    further = range(len(NAMES) + 1, number + 1)
    lines = [third.replace("three", f"server-{n}").replace("03", f"0{n}") for n in further]
    return "\n".join([third, *lines])


def _read() -> str:
    """Return the configuration without its comments, which name ports too."""
    return re.sub("#.*", "", CONFIGURATION.read_text())
