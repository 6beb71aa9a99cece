"""The proxy's process: started by a test run, driven over its standard streams, gone with it.

A process of its own, because mitmproxy's context is global, and because under `-W error` mitmproxy
11 cannot do TLS. It ends when its standard input does, however the test run ended.
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
from ringback_proxy.client_setup import certificates, prepare
from ringback_proxy.engine import selection
from ringback_proxy.runtime_files import paths, run_dir
from ringback_proxy.testing.ipc.messages import Broken, Facts, Message, Open, Refused
from ringback_proxy.testing.ipc.pipe import Pipe, standard_pipe

if TYPE_CHECKING:  # they import mitmproxy, which waits until its addons are put off
    from ringback_proxy.server.master import ProxyMaster
    from ringback_proxy.testing.proxy_side.controller import Controller
    from ringback_proxy.testing.proxy_side.session_router import SessionRouter

_CALLED = {
    "--confdir": "RINGBACK_CONFDIR, or serve(confdir=...)",
    "--upstream-ca": "--ringback-upstream-ca, or serve(upstream_ca=...)",
}


def main() -> None:
    """Serve until the test process hangs up."""
    # Ctrl-C at a terminal reaches us too, and it is the test run that decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe = standard_pipe()
    # mitmproxy takes a third of a second to import even so, and is imported once this is done.
    selection.import_mitmproxy()
    with suppress(EOFError, BrokenPipeError):
        number, opening = pipe.receive()
        try:
            asyncio.run(_serve(pipe, number, opening))
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            pipe.send((number, _failure(error)))


async def _serve(pipe: Pipe, number: int, opening: Open) -> None:
    from ringback_proxy.access.upstream_proxy_addon import UpstreamProxyAddon
    from ringback_proxy.testing.proxy_side.controller import Controller, Remarks
    from ringback_proxy.testing.proxy_side.session_router import SessionRouter

    switchboard = SessionRouter(block_network=opening.block_network)
    for name in ("mitmproxy", "ringback", "ringback_proxy", "asyncio"):
        logging.getLogger(name).addHandler(Remarks(switchboard))
        logging.getLogger(name).setLevel(logging.WARNING)
    confdir = paths.confdir(opening.confdir)
    async with _listening(opening, switchboard, confdir) as (master, facts):
        proxies = upstream_proxy.find(os.environ, master.listeners.ports)
        chaining = UpstreamProxyAddon(proxies, offline=True)
        master.chain(chaining)
        stage = Controller(master, switchboard, chaining, paths.lock_dir(confdir))
        pipe.send((number, facts))
        try:
            await _answer_all(stage, pipe)
        finally:
            await stage.close()


@asynccontextmanager
async def _listening(
    opening: Open, switchboard: "SessionRouter", confdir: Path
) -> AsyncIterator[tuple["ProxyMaster", Facts]]:
    from ringback_proxy.server.lifecycle import serving
    from ringback_proxy.server.listeners import Addresses
    from ringback_proxy.server.master import ProxyMaster

    authority = certificates.ensure_authority(confdir, factory.system_clock())
    certificates.check_trusted(opening.upstream_ca)
    master = ProxyMaster(
        switchboard,
        Addresses(port=0, base_url_port=0),
        authority.confdir,
        opening.upstream_ca,
        opening.upstream_timeout,
    )
    async with serving(master):
        url = f"http://127.0.0.1:{master.listeners.port}"
        base_url = f"http://127.0.0.1:{master.listeners.base_url_port}"
        with run_dir.run_dir(paths.runtime_dir(confdir)) as folder:
            pointed = prepare.prepare(folder, url, authority.root, os.environ)
            yield master, Facts(url, base_url, pointed.variables)


async def _answer_all(stage: "Controller", pipe: Pipe) -> None:
    inbox: asyncio.Queue[tuple[int, Message[object]] | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with suppress(EOFError, OSError, RuntimeError):  # RuntimeError: the loop is closed
            while True:
                loop.call_soon_threadsafe(inbox.put_nowait, pipe.receive())
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(inbox.put_nowait, None)

    # Pipes cannot be waited for in every system's event loop; a thread can do it anywhere.
    Thread(target=read, name="ringback-pipe", daemon=True).start()
    while (asked := await inbox.get()) is not None:
        number, message = asked
        try:
            answer = await stage.answer(message)
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            answer = _failure(error)
        pipe.send((number, answer))


def _failure(error: Exception) -> Refused | Broken:
    if isinstance(error, RingbackError):
        return Refused(_in_their_words(str(error)))
    return Broken("".join(traceback.format_exception(error)))


def _in_their_words(reason: str) -> str:
    """Name what the command line's options are called in a test run."""
    for option, here in _CALLED.items():
        reason = reason.replace(f" {option}", f" {here}")
    return reason


if __name__ == "__main__":
    main()
