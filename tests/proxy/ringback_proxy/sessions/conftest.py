"""Registries of sessions."""

from pathlib import Path

import pytest

from ringback_proxy.sessions.explanations import (
    ExplanationsForCommandLine,
    ExplanationsForTests,
)
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.session_factory import Opening
from tests.support.proxy.sessions import NOW


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    return Opening(tmp_path, lambda: NOW)


@pytest.fixture
def tests_sessions(opening: Opening) -> SessionRegistry:
    """The sessions of a test run."""
    return SessionRegistry(opening, ExplanationsForTests(), newest_is_current=True)


@pytest.fixture
def sessions(opening: Opening) -> SessionRegistry:
    """The sessions of the command line, with a limit of three."""
    return SessionRegistry(opening, ExplanationsForCommandLine(), limit=3)
