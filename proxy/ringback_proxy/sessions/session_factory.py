"""From a session's spec to the session; which mode it gets depends on what is on disk.

A replay that may write, as a test run's, has one of vcrpy's record modes:

none          replay; without a cassette every request is a miss
once          replay; without a cassette record one
new_episodes  play what is on disk, record the rest
all           record everything anew

Of several cassettes the first is recorded to, and the others are read. A recording that creates or
replaces a cassette is pending, and moved into place only when the test has passed: half a
conversation would be replayed from then on. With `all` the first test of a run that has a cassette
replaces it, and later ones add to it.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ringback.errors import CassetteError
from ringback.files import may_exist
from ringback.modes.factories.assembled import Assembled
from ringback.modes.factories.inspect import assemble_inspect
from ringback.modes.factories.record import assemble_guarded_record, assemble_record
from ringback.modes.factories.replay import assemble_replay
from ringback.modes.mode import Mode
from ringback.settings.names import RecordModeName
from ringback.settings.setting import build
from ringback.settings.table import (
    FakeSettings,
    InspectSettings,
    RecordSettings,
    ReplaySettings,
)
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.modes.fallback_mode import FallbackMode
from ringback_proxy.sessions.names import DEFAULT
from ringback_proxy.sessions.run_marker import RunMarker
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.sessions.template import Limits, Template, list_files

# Seconds that a test waits for another worker's that records to the same cassette.
LOCK_TIMEOUT = 120.0


@dataclass(frozen=True, slots=True)
class Opening:
    """What sessions are opened with.

    - `lock_dir`: the folder for the locks of cassettes.
    - `clock`: the system's.
    - `limits`: what a session keeps.
    """

    lock_dir: Path
    clock: Callable[[], datetime]
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session, and its template where it forwards nothing: then others can begin as it did."""

    session: Session
    spec: SessionSpec
    template: Template | None = None

    @property
    def shares_state(self) -> bool:
        """Whether other proxies may have the same state."""
        return self.session.is_shared


@asynccontextmanager
async def open_session(
    spec: SessionSpec, opening: Opening, name: str = DEFAULT
) -> AsyncIterator[Opened]:
    """Yield the session that a spec describes; one that may write locks its cassette meanwhile.

    `name` is that of its state, if that lasts.

    Raises UsageError and CassetteError.
    """
    match spec.settings:
        case ReplaySettings() if spec.record_mode != "none":
            async with _open_writing_replay(spec, spec.settings, opening) as opened:
                yield opened
        case FakeSettings() | ReplaySettings():
            yield await _begin(spec, spec.settings, opening, name)
        case RecordSettings():
            assembled = assemble_guarded_record(spec.settings, opening.lock_dir)
            session = _make_session(spec, spec.settings.cassette, assembled, opening)
            session.conversations.miss_status = spec.settings.miss_status
            yield Opened(session, spec)
        case InspectSettings():
            yield Opened(_make_session(spec, (), assemble_inspect(), opening), spec)


async def _begin(
    spec: SessionSpec,
    settings: FakeSettings | ReplaySettings,
    opening: Opening,
    name: str = DEFAULT,
) -> Opened:
    if isinstance(settings, FakeSettings) and settings.start_with is not None:
        # It may be long: meanwhile the proxy serves other sessions.
        template = await asyncio.to_thread(Template, spec, settings, opening.clock)
    else:
        template = Template(spec, settings, opening.clock)
    return Opened(template.begin(spec.title, opening.limits, name), spec, template)


@asynccontextmanager
async def _open_writing_replay(
    spec: SessionSpec, settings: ReplaySettings, opening: Opening
) -> AsyncIterator[Opened]:
    cassette = settings.cassette[0]
    name = hashlib.sha256(str(cassette).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    marker = RunMarker(opening.lock_dir / f"{name}.run", cassette, spec.run)
    async with _lock_cassette(cassette, opening.lock_dir / f"{name}.turn"):
        with marker.track():
            record_mode = _choose_record_mode(spec, cassette)
            if record_mode is None:
                yield await _begin(spec, settings, opening)
                return
            extends = marker.is_current()
            assembled = _assemble_recording(spec, settings, record_mode, opening, extends=extends)
            session = _make_session(spec, settings.cassette, assembled, opening)
            session.conversations.miss_status = settings.miss_status
            yield Opened(session, spec)


def _choose_record_mode(spec: SessionSpec, cassette: Path) -> RecordModeName | None:
    if spec.record_mode == "all" or not may_exist(cassette):
        return "all"
    return "new_episodes" if spec.record_mode == "new_episodes" else None


def _assemble_recording(
    spec: SessionSpec,
    settings: ReplaySettings,
    record_mode: RecordModeName,
    opening: Opening,
    *,
    extends: bool,
) -> Assembled:
    """Return a mode that records to the first cassette and plays the others."""
    first, *others = settings.cassette
    record_settings = build(
        RecordSettings,
        {
            **vars(settings),
            "cassette": (first,),
            "record_mode": record_mode,
            "upstream": spec.upstream,
        },
    )
    # Before the recording, which holds its cassette's lock: a broken one among the others raises.
    fallback = _make_fallback(settings, tuple(others), Clock(opening.clock))
    recording = assemble_record(record_settings, opening.lock_dir, extends=extends)
    if fallback is None:
        return recording
    return replace(recording, mode=FallbackMode(recording.mode, fallback))


def _make_fallback(
    settings: ReplaySettings, cassettes: tuple[Path, ...], clock: Clock
) -> Mode | None:
    existing = tuple(path for path in cassettes if may_exist(path))
    if not existing:
        return None
    replay = replace(settings, cassette=existing, on_miss="refuse")
    return assemble_replay(replay, clock).mode


def _make_session(
    spec: SessionSpec, cassettes: tuple[Path, ...], assembled: Assembled, opening: Opening
) -> Session:
    return Session(
        spec.title,
        assembled.mode,
        Clock(opening.clock),
        list_files(cassettes),
        spec.forwards_to,
        spec.seed,
        spec.faults,
        redactor=assembled.redactor,
        warnings=list(assembled.warnings),
        journal=opening.limits.make_journal(),
        from_test=spec.from_test,
    )


@asynccontextmanager
async def _lock_cassette(cassette: Path, lock_file: Path) -> AsyncIterator[None]:
    from filelock import FileLock, Timeout  # most sessions record nothing

    lock = FileLock(lock_file, thread_local=False)
    try:
        await asyncio.to_thread(lock.acquire, timeout=LOCK_TIMEOUT)
    except Timeout:
        message = f"another test has been recording to it for {LOCK_TIMEOUT:.0f} seconds"
        raise CassetteError(f"{message}; give this one a cassette of its own", cassette) from None
    try:
        yield
    finally:
        lock.release()
