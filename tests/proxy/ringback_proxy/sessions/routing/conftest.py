"""Routers of sessions."""

import asyncio

import pytest

from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.routing.router import SessionRouter
from ringback_proxy.sessions.session_factory import Opening
from ringback_proxy.sessions.spec import SessionSpec


@pytest.fixture
def router(tests_sessions: SessionRegistry) -> SessionRouter:
    return SessionRouter(tests_sessions)


@pytest.fixture
def many(sessions: SessionRegistry, opening: Opening) -> SessionRouter:
    """A router with a fake as the default session."""

    async def begin_default() -> None:
        await sessions.begin("default", SessionSpec(FakeSettings(), from_test=False))

    asyncio.run(begin_default())
    return SessionRouter(sessions, default_user="anna")
