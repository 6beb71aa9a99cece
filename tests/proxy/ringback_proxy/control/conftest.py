"""The control API in this process, without a socket."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from ringback.settings.table import FakeSettings
from ringback_proxy.control.app import make_app
from ringback_proxy.control.context import Addresses, ControlContext
from ringback_proxy.page.routes import make_routes
from ringback_proxy.sessions.explanations import ExplanationsForCommandLine
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.session_factory import Opening
from ringback_proxy.sessions.spec import SessionSpec
from tests.support.proxy.sessions import NOW

TOKEN = "the-token-of-this-run"
ADDRESSES = Addresses("http://127.0.0.1:8080", "http://127.0.0.1:8081", 8081)

Call = Callable[..., httpx.Response]


@pytest.fixture
def control(tmp_path: Path) -> ControlContext:
    """A fake as the default session, and what controls it."""
    opening = Opening(tmp_path, lambda: NOW)
    sessions = SessionRegistry(opening, ExplanationsForCommandLine())
    spec = SessionSpec(FakeSettings(), title="the default session", from_test=False)
    asyncio.run(sessions.begin("default", spec))
    return ControlContext(sessions, TOKEN, ADDRESSES)


@pytest.fixture
def call(control: ControlContext) -> Call:
    """A function that calls the API and returns its response."""

    def call(method: str, path: str, document: Any = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {TOKEN}", **more.pop("headers", {})}
        base = more.pop("base", "http://127.0.0.1:8080")
        body = {} if document is None else {"json": document}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(make_app(control, make_routes(control)))
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                return await client.request(
                    method, f"/ringback{path}", headers=headers, **body, **more
                )

        return asyncio.run(ask())

    return call
