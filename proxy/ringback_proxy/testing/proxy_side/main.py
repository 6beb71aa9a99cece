"""The proxy's process: started by a test run, which directs it through the control API.

It is a process of its own because mitmproxy's context is global, and because under `-W error`
mitmproxy 11 cannot do TLS. It exits when its standard input is closed, however the test run ended.
"""

import asyncio
import logging
import os
import signal
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING

from ringback.clock import system_clock
from ringback.errors import RingbackError
from ringback_proxy.access import upstream_proxy
from ringback_proxy.client_setup import certificates, prepare
from ringback_proxy.control.access import make_token
from ringback_proxy.control.context import Addresses as ControlAddresses
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.server import ControlServer
from ringback_proxy.engine import selection
from ringback_proxy.runtime_files import paths, run_dir
from ringback_proxy.sessions.explanations import ExplanationsForTests
from ringback_proxy.testing.ipc import control_client, start
from ringback_proxy.testing.ipc.start import Answer, Broken, ProxyInfo, Refused, Start

if TYPE_CHECKING:  # they import mitmproxy, which must come after import_mitmproxy
    from ringback_proxy.server.master import ProxyMaster
    from ringback_proxy.sessions.registry.registry import SessionRegistry
    from ringback_proxy.sessions.routing.router import SessionRouter
    from ringback_proxy.sessions.session import Session


def main() -> None:
    """Serve until the test process closes the standard input."""
    # Ctrl-C at a terminal reaches this process too; the test run decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = Line()
    # Importing mitmproxy takes a third of a second even so; the first line waits meanwhile.
    selection.import_mitmproxy()
    first = line.incoming.readline()
    if not first:
        return
    try:
        asyncio.run(_serve(start.decode_start(first), line))
    except Exception as error:  # noqa: BLE001 - reported to the test process
        line.send(describe_failure(error))


class Line:
    """Standard input and output, which this process then no longer uses.

    Later prints go to standard error; standard input is at its end.
    """

    def __init__(self) -> None:
        self.incoming: IO[bytes] = os.fdopen(os.dup(0), "rb")
        self._outgoing: IO[bytes] = os.fdopen(os.dup(1), "wb")
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)

    def send(self, answer: Answer) -> None:
        """Send an answer, unless the test process is gone."""
        with suppress(BrokenPipeError):
            self._outgoing.write(start.encode_answer(answer))
            self._outgoing.flush()

    async def wait_for_end(self) -> None:
        """Wait until the other end is closed."""
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()

        def read() -> None:
            with suppress(OSError):
                while self.incoming.read(1):
                    pass
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(ended.set)

        # Not every system's event loop can wait for pipes; a thread can anywhere.
        Thread(target=read, name="ringback-lifeline", daemon=True).start()
        await ended.wait()


async def _serve(begin: Start, line: Line) -> None:
    from ringback_proxy.access.upstream_proxy_addon import UpstreamProxyAddon
    from ringback_proxy.sessions.registry.registry import SessionRegistry
    from ringback_proxy.sessions.routing.router import SessionRouter
    from ringback_proxy.sessions.session_factory import Opening

    confdir = paths.resolve_confdir(begin.confdir)
    opening = Opening(paths.make_lock_dir(confdir), system_clock)
    sessions = SessionRegistry(opening, ExplanationsForTests(), newest_is_current=True)
    router = SessionRouter(sessions, block_network=begin.block_network)
    _collect_warnings(sessions)
    async with _start_proxy(begin, router, confdir) as (master, info):
        router.attach(master)
        sessions.listeners.after_end(lambda session: _close_tunnels(master, session))
        proxies = upstream_proxy.find(os.environ, master.listeners.ports)
        master.chain(UpstreamProxyAddon(proxies, lambda: router.offline))
        async with _control(sessions, info) as controlled:
            line.send(controlled)
            try:
                await line.wait_for_end()
            finally:
                await sessions.close(ended_well=False)


@asynccontextmanager
async def _control(sessions: "SessionRegistry", info: ProxyInfo) -> AsyncIterator[ProxyInfo]:
    """Serve the control API on a port of its own: the proxy's connections are closed at times."""
    token = make_token()
    addresses = ControlAddresses(info.proxy_url, info.base_url)
    context = ControlContext(sessions, token, addresses, for_tests=True)
    server = ControlServer(lambda: context)
    async with server.listening() as port:
        try:
            yield ProxyInfo(info.proxy_url, info.base_url, info.variables, port, token)
        finally:
            await server.close()


async def _close_tunnels(master: "ProxyMaster", session: "Session") -> None:
    """Close all connections if a session forwarded.

    A tunnel to another of Twilio's hosts was allowed; the next session may be offline.
    """
    if not session.mode.offline:
        await master.close_connections()


def _collect_warnings(sessions: "SessionRegistry") -> None:
    for name in ("mitmproxy", "ringback", "ringback_proxy", "asyncio"):
        logging.getLogger(name).addHandler(WarningCollector(sessions))
        logging.getLogger(name).setLevel(logging.WARNING)


class WarningCollector(logging.Handler):
    """Adds what is logged to the warnings of the current session."""

    def __init__(self, sessions: "SessionRegistry") -> None:
        super().__init__(logging.WARNING)
        self._sessions = sessions

    def emit(self, record: logging.LogRecord) -> None:
        """Add one record, with its traceback."""
        current = self._sessions.current
        if current is not None:
            text = record.getMessage()
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            current.warnings.append(text)


@asynccontextmanager
async def _start_proxy(
    begin: Start, router: "SessionRouter", confdir: Path
) -> AsyncIterator[tuple["ProxyMaster", ProxyInfo]]:
    from ringback_proxy.server.lifecycle import serving
    from ringback_proxy.server.listeners import Addresses
    from ringback_proxy.server.master import ProxyMaster

    authority = certificates.ensure_authority(confdir, system_clock())
    certificates.check_trusted(begin.upstream_ca)
    master = ProxyMaster(
        router,
        Addresses(port=0, base_url_port=0),
        authority.confdir,
        begin.upstream_ca,
        begin.upstream_timeout,
    )
    async with serving(master):
        url = f"http://127.0.0.1:{master.listeners.port}"
        base_url = f"http://127.0.0.1:{master.listeners.base_url_port}"
        with run_dir.make_run_dir(paths.make_runtime_dir(confdir)) as folder:
            prepared = prepare.prepare(folder, url, authority.root, os.environ)
            yield master, ProxyInfo(url, base_url, prepared.variables)


def describe_failure(error: Exception) -> Refused | Broken:
    """Return what the test process is told of an error."""
    if isinstance(error, RingbackError):
        return Refused(control_client.rename_options(str(error)))
    return Broken("".join(traceback.format_exception(error)))
