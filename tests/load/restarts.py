"""`make restarts`: many starts and stops, in a thread and as a process, which must leave nothing.

Each run answers a request over a connection that is still open when it stops. After a warm-up, runs
in a thread may add no thread, descriptor or log handler, and runs of a process no file.

    python tests/load/restarts.py [TIMES]
"""

# ruff: noqa: T201  (what a program prints is its answer)

import gc
import logging
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import Conversations
from ringback_proxy.client_setup.certificates import Authority, ensure_authority
from ringback_proxy.server.master import ProxyMaster
from tests.support.http.wire import over_tls, read_head, tunnel
from tests.support.process.process_usage import ProcessUsage
from tests.support.process.ringback import Server
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import ANY, Proxy

WARM_UP = 5
# In mebibytes; an allocator does not return everything.
MEMORY_SLACK = 15
REQUEST = f"GET /v1/Conversations HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def run_in_a_thread(authority: Authority) -> None:
    """Start a proxy in a thread of this process, use it, and stop it."""

    def build() -> ProxyMaster:
        return ProxyMaster(Conversations(ScriptedMode(), Journal()), ANY, authority.confdir)

    with Proxy(build, authority.root) as proxy:
        connection = over_tls(tunnel(proxy.address, f"{HOST}:443"), proxy.ca, HOST)
        connection.sendall(REQUEST)
        read_head(connection)
    connection.close()


def run_a_process(folder: Path) -> None:
    """Start the product, use it, and stop it."""
    arguments = ("fake", "--base-url-port", "0", "--confdir", str(folder / "confdir"))
    with tempfile.TemporaryDirectory() as own:
        server = Server(arguments, Path(own))
        connection = over_tls(tunnel(server.address, f"{HOST}:443"), server.ca, HOST)
        connection.sendall(REQUEST)
        read_head(connection)
        finished = server.stop()
        connection.close()
    if finished.status or "Traceback" in finished.stderr:
        sys.exit(f"it exited with {finished.status}:\n{finished.stderr}")


def measure_usage() -> tuple[ProcessUsage, int]:
    """Return the resources of this process, and the number of its log handlers."""
    gc.collect()
    known = logging.getLogger().manager.loggerDict.values()
    loggers = [logging.getLogger(), *(one for one in known if isinstance(one, logging.Logger))]
    return ProcessUsage.measure(os.getpid()), sum(len(one.handlers) for one in loggers)


def list_files(folder: Path) -> set[str]:
    """Return everything below a folder, by relative path."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def check_threads(times: int, folder: Path) -> None:
    """Exit with an error if restarts in a thread leave something."""
    authority = ensure_authority(folder / "confdir", datetime.now(UTC))
    for _ in range(WARM_UP):
        run_in_a_thread(authority)
    before, handlers = measure_usage()
    for _ in range(times):
        run_in_a_thread(authority)
    after, handlers_after = measure_usage()
    print(f"in a thread, {times} times: {before} -> {after}", flush=True)
    if after.threads > before.threads or after.descriptors > before.descriptors:
        sys.exit("threads or descriptors are left")
    if handlers_after > handlers:
        sys.exit("log handlers are left")
    if after.memory > before.memory + MEMORY_SLACK:
        sys.exit("memory grew")


def check_processes(times: int, folder: Path) -> None:
    """Exit with an error if restarts of a process leave something."""
    run_a_process(folder)
    before = list_files(folder)
    for _ in range(times):
        run_a_process(folder)
    print(f"as a process, {times} times: {sorted(before)}", flush=True)
    if left := list_files(folder) - before:
        sys.exit(f"files are left: {sorted(left)}")


def main() -> None:
    """Restart it in both ways."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "TMPDIR"):
            os.environ[variable] = str(folder / "home")
        (folder / "home").mkdir()
        tempfile.tempdir = None  # so that TMPDIR is read again
        check_threads(times, folder)
        check_processes(times, folder)


main()
