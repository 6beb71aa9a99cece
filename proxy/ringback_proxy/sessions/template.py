"""How sessions that forward nothing are made: any number of them, each from the start."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ringback.cassette.redaction.redactor import Redactor
from ringback.files import may_exist
from ringback.http.origin import Origin
from ringback.journal import KEPT, KEPT_BYTES, Journal
from ringback.modes.factories.assembled import Assembled
from ringback.modes.factories.fake import Faking
from ringback.modes.factories.replay import Playback
from ringback.settings.table import FakeSettings, OfflineSettings, ReplaySettings
from ringback.webhooks.dispatcher import WebhookDispatcher
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.modes.fallback_mode import FallbackMode
from ringback_proxy.sessions.modes.missing_cassette import MissingCassette
from ringback_proxy.sessions.names import DEFAULT
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.spec import SessionSpec

# Makes a mode from the clock and the name of its session.
_Assemble = Callable[[Callable[[], datetime], str], Assembled]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a session keeps: exchanges, and bytes of their bodies."""

    exchanges: int = KEPT
    bytes: int = KEPT_BYTES

    def make_journal(self) -> Journal:
        """Return an empty journal with these limits."""
        return Journal(self.exchanges, self.bytes)


class Template:
    """Makes sessions with the settings of a spec; a cassette is read once for all of them.

    `settings` are the spec's, `clock` is the system's. Raises UsageError and CassetteError.
    """

    def __init__(
        self, spec: SessionSpec, settings: OfflineSettings, clock: Callable[[], datetime]
    ) -> None:
        self.spec = spec
        self._system_clock = clock
        self._settings = settings
        self.cassettes: tuple[Path, ...] = ()
        if isinstance(settings, FakeSettings):
            self._assemble = _prepare_fake(spec, settings)
        else:
            self._assemble = _prepare_replay(spec, settings)
        if any(map(may_exist, settings.cassette)):
            self.cassettes = list_files(settings.cassette)

    def begin(self, title: str, limits: Limits, name: str = DEFAULT) -> Session:
        """Return a new session; with a state that lasts, it has that of its name."""
        clock = self._make_clock()
        assembled = self._assemble(clock, name)
        session = Session(
            title,
            assembled.mode,
            clock,
            self.cassettes,
            self.spec.forwards_to,
            self.spec.seed,
            self.spec.faults,
            assembled.redactor,
            list(assembled.warnings),
            limits.make_journal(),
            self.spec.from_test,
            WebhookDispatcher(self._forward_to, limits.exchanges, limits.bytes),
            shares_given_faults=self.spec.shares_faults,
        )
        session.conversations.miss_status = self._settings.miss_status
        return session

    async def reset(self, session: Session) -> None:
        """Bring a session of this template back to its beginning."""
        state = session.mode.state
        if state is not None and state.waits:  # it has the clock, too
            await state.empty()
            session.clear()
            return
        clock = self._make_clock()
        assembled = self._assemble(clock, DEFAULT)
        session.reset(assembled.mode, clock, assembled.redactor)

    def _make_clock(self) -> Clock:
        settings = self._settings
        stopped = settings.now if isinstance(settings, FakeSettings) else None
        return Clock(self._system_clock, stopped)

    @property
    def _forward_to(self) -> Origin | None:
        settings = self._settings
        return settings.forward_webhooks_to if isinstance(settings, FakeSettings) else None


def _prepare_fake(spec: SessionSpec, settings: FakeSettings) -> _Assemble:
    unfrozen = replace(settings, now=None)  # the session's own clock is stopped instead
    hints = None
    if settings.cassette and spec.from_test:
        from ringback_proxy.sessions.hints import choose_hints  # without cassettes not needed

        hints = choose_hints(spec.from_serve, spec.replay_option)
    faking = Faking(unfrozen, hints)
    return lambda clock, name: faking.assemble(clock, spec.key_account_sid, name)


def _prepare_replay(spec: SessionSpec, settings: ReplaySettings) -> _Assemble:
    """Return what assembles a replay; of a test's cassettes, a missing one explains each miss."""
    if not spec.from_test:
        playback = Playback(settings)
        return lambda clock, _: playback.assemble(clock, spec.key_account_sid)
    from ringback_proxy.sessions.hints import choose_hints  # a fake does not need it

    hints = choose_hints(spec.from_serve, spec.replay_option)
    missing = next((path for path in settings.cassette if not may_exist(path)), None)
    existing = tuple(path for path in settings.cassette if may_exist(path))
    if missing is None:
        playback = Playback(settings, hints)
        return lambda clock, _: playback.assemble(clock, spec.key_account_sid)
    first = MissingCassette(missing, hints.missing())
    if not existing:
        return lambda _, __: Assembled(first, Redactor())
    others = Playback(replace(settings, cassette=existing), hints)

    def assemble(clock: Callable[[], datetime], _: str) -> Assembled:
        assembled = others.assemble(clock, spec.key_account_sid)
        return replace(assembled, mode=FallbackMode(first, assembled.mode))

    return assemble


def list_files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the cassettes, with each folder replaced by the cassettes in it."""
    from ringback.cassette.storage.folders import find_cassettes  # a fake does not need it

    return tuple(file for path in paths for file in find_cassettes(path).files)
