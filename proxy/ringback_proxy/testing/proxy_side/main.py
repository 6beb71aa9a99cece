"""The proxy's process: started by a test run, driven over its standard streams.

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
from typing import TYPE_CHECKING

from ringback.errors import RingbackError
from ringback.modes import factory
from ringback_proxy.access import upstream_proxy
from ringback_proxy.client_setup import bypasses, certificates, prepare
from ringback_proxy.engine import selection
from ringback_proxy.runtime_files import paths, run_dir
from ringback_proxy.sessions.explanations import ExplanationsForTests
from ringback_proxy.testing.ipc.messages import Broken, Message, ProxyInfo, Refused, Start
from ringback_proxy.testing.ipc.pipe import Pipe, take_over_stdio

if TYPE_CHECKING:  # they import mitmproxy, which must come after import_mitmproxy
    from ringback_proxy.server.master import ProxyMaster
    from ringback_proxy.sessions.registry import SessionRegistry
    from ringback_proxy.sessions.router import SessionRouter
    from ringback_proxy.testing.proxy_side.controller import Controller

# The command line's options, as a test run has them.
_OPTION_NAMES = {
    "--confdir": "RINGBACK_CONFDIR, or serve(confdir=...)",
    "--upstream-ca": "--ringback-upstream-ca, or serve(upstream_ca=...)",
}


def main() -> None:
    """Serve until the test process closes the pipe."""
    # Ctrl-C at a terminal reaches this process too; the test run decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bypasses.report_none()
    pipe = take_over_stdio()
    # Importing mitmproxy takes a third of a second even so; the first message waits meanwhile.
    selection.import_mitmproxy()
    with suppress(EOFError, BrokenPipeError):
        number, start = pipe.receive()
        try:
            asyncio.run(_serve(pipe, number, start))
        except Exception as error:  # noqa: BLE001 - reported to the test process
            pipe.send((number, _describe_failure(error)))


async def _serve(pipe: Pipe, number: int, start: Start) -> None:
    from ringback_proxy.access.upstream_proxy_addon import UpstreamProxyAddon
    from ringback_proxy.sessions.registry import SessionRegistry
    from ringback_proxy.sessions.router import SessionRouter
    from ringback_proxy.sessions.session_factory import Opening
    from ringback_proxy.testing.proxy_side.controller import Controller

    confdir = paths.resolve_confdir(start.confdir)
    opening = Opening(paths.make_lock_dir(confdir), factory.system_clock)
    sessions = SessionRegistry(opening, ExplanationsForTests(), newest_is_current=True)
    router = SessionRouter(sessions, block_network=start.block_network)
    _collect_warnings(sessions)
    async with _start_proxy(start, router, confdir) as (master, info):
        router.attach(master)
        proxies = upstream_proxy.find(os.environ, master.listeners.ports)
        master.chain(UpstreamProxyAddon(proxies, lambda: router.offline))
        controller = Controller(master, sessions)
        pipe.send((number, info))
        try:
            await _answer_messages(controller, pipe)
        finally:
            await controller.close()


def _collect_warnings(sessions: "SessionRegistry") -> None:
    from ringback_proxy.testing.proxy_side.controller import WarningCollector

    for name in ("mitmproxy", "ringback", "ringback_proxy", "asyncio"):
        logging.getLogger(name).addHandler(WarningCollector(sessions))
        logging.getLogger(name).setLevel(logging.WARNING)


@asynccontextmanager
async def _start_proxy(
    start: Start, router: "SessionRouter", confdir: Path
) -> AsyncIterator[tuple["ProxyMaster", ProxyInfo]]:
    from ringback_proxy.server.lifecycle import serving
    from ringback_proxy.server.listeners import Addresses
    from ringback_proxy.server.master import ProxyMaster

    authority = certificates.ensure_authority(confdir, factory.system_clock())
    certificates.check_trusted(start.upstream_ca)
    master = ProxyMaster(
        router,
        Addresses(port=0, base_url_port=0),
        authority.confdir,
        start.upstream_ca,
        start.upstream_timeout,
    )
    async with serving(master):
        url = f"http://127.0.0.1:{master.listeners.port}"
        base_url = f"http://127.0.0.1:{master.listeners.base_url_port}"
        with run_dir.make_run_dir(paths.make_runtime_dir(confdir)) as folder:
            prepared = prepare.prepare(folder, url, authority.root, os.environ)
            yield master, ProxyInfo(url, base_url, prepared.variables)


async def _answer_messages(controller: "Controller", pipe: Pipe) -> None:
    inbox: asyncio.Queue[tuple[int, Message[object]] | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with suppress(EOFError, OSError, RuntimeError):  # RuntimeError: the loop is closed
            while True:
                loop.call_soon_threadsafe(inbox.put_nowait, pipe.receive())
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(inbox.put_nowait, None)

    # Not every system's event loop can wait for pipes; a thread can anywhere.
    Thread(target=read, name="ringback-pipe", daemon=True).start()
    while (received := await inbox.get()) is not None:
        number, message = received
        try:
            answer = await controller.handle(message)
        except Exception as error:  # noqa: BLE001 - reported to the test process
            answer = _describe_failure(error)
        pipe.send((number, answer))


def _describe_failure(error: Exception) -> Refused | Broken:
    if isinstance(error, RingbackError):
        return Refused(_rename_options(str(error)))
    return Broken("".join(traceback.format_exception(error)))


def _rename_options(reason: str) -> str:
    """Replace the command line's options in a message by what a test run has for them."""
    for option, name in _OPTION_NAMES.items():
        reason = reason.replace(f" {option}", f" {name}")
    return reason


if __name__ == "__main__":
    main()
