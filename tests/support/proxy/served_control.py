"""The control API of a fake on a port of this machine, without the proxy beside it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ringback.clock import system_clock
from ringback.settings.table import FakeSettings
from ringback_proxy.control.context import Addresses, ControlContext
from ringback_proxy.control.server import ControlServer
from ringback_proxy.runtime_files.ready_file import Ready
from ringback_proxy.sessions.explanations import ExplanationsForCommandLine
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.session_factory import Opening
from ringback_proxy.sessions.spec import SessionSpec
from tests.support.process.waiting import TIMEOUT

_TOKEN = "the-token-of-this-run"


@dataclass
class _Thread:
    folder: Path
    port: int = 0

    def __post_init__(self) -> None:
        self.listening = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.over = asyncio.Event()

    def run(self) -> None:
        self.loop.run_until_complete(self._serve())
        self.loop.close()

    async def _serve(self) -> None:
        sessions = SessionRegistry(Opening(self.folder, system_clock), ExplanationsForCommandLine())
        await sessions.begin("default", SessionSpec(FakeSettings(), from_test=False))
        context = ControlContext(sessions, _TOKEN, Addresses("http://127.0.0.1:8080"))
        server = ControlServer(lambda: context)
        async with server.listening() as self.port:
            self.listening.set()
            await self.over.wait()
            await server.close()
        await sessions.close(ended_well=True)


@contextmanager
def served_control(folder: Path) -> Iterator[Ready]:
    """Yield what a ready-file would say."""
    served = _Thread(folder)
    thread = threading.Thread(target=served.run)
    thread.start()
    try:
        assert served.listening.wait(TIMEOUT)
        url = f"http://127.0.0.1:{served.port}"
        yield Ready(
            "fake", 1, "127.0.0.1", served.port, url, None, "/ca", "/bundle",
            f"{url}/ringback", _TOKEN,
        )  # fmt: skip
    finally:
        served.loop.call_soon_threadsafe(served.over.set)
        thread.join(TIMEOUT)
