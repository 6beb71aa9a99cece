"""Sessions of scripted modes, and registries of them."""

from datetime import UTC, datetime

from ringback.http.origin import Origin
from ringback.modes.mode import Mode
from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opened
from ringback_proxy.sessions.spec import SessionSpec
from tests.support.proxy.flows import ScriptedMode

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def make_session(
    title: str = "a test", mode: Mode | None = None, upstream: Origin | None = None
) -> Session:
    return Session(title, mode or ScriptedMode(), Clock(lambda: NOW), (), upstream)


def begin(sessions: SessionRegistry, name: str, session: Session | None = None) -> Session:
    """Begin a scripted session."""
    begun = session or make_session()
    sessions.add(name, Opened(begun, SessionSpec(FakeSettings())))
    return begun
