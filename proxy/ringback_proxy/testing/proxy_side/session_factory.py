"""From a session's spec to the session; which mode it gets depends on what is on disk.

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
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from ringback.errors import CassetteError
from ringback.modes import factory
from ringback.modes.base import Mode
from ringback.settings.names import RecordModeName
from ringback.settings.setting import build
from ringback.settings.table import FakeSettings, RecordSettings, ReplaySettings
from ringback_proxy.testing.ipc.messages import SessionSpec
from ringback_proxy.testing.proxy_side.clock import Clock
from ringback_proxy.testing.proxy_side.fallback_mode import FallbackMode
from ringback_proxy.testing.proxy_side.missing_cassette import MissingCassette
from ringback_proxy.testing.proxy_side.run_marker import RunMarker
from ringback_proxy.testing.proxy_side.session import Session

# Seconds that a test waits for another worker's that records to the same cassette.
LOCK_TIMEOUT = 120.0


@asynccontextmanager
async def open_session(
    spec: SessionSpec, lock_dir: Path, system_clock: Callable[[], datetime]
) -> AsyncIterator[Session]:
    """Yield the session that a spec describes; one that may write locks its cassette meanwhile.

    Raises UsageError and CassetteError.
    """
    async with _open_session(spec, lock_dir, system_clock) as session:
        session.conversations.miss_status = spec.settings.miss_status
        yield session


@asynccontextmanager
async def _open_session(
    spec: SessionSpec, lock_dir: Path, system_clock: Callable[[], datetime]
) -> AsyncIterator[Session]:
    settings = spec.settings
    if isinstance(settings, FakeSettings):
        yield _make_fake(spec, settings, system_clock)
        return
    if spec.record_mode == "none":
        yield _make_replay(spec, settings, Clock(system_clock))
        return
    cassette = settings.cassette[0]
    name = hashlib.sha256(str(cassette).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    marker = RunMarker(lock_dir / f"{name}.run", cassette, spec.run)
    async with _lock_cassette(cassette, lock_dir / f"{name}.turn"):
        with marker.track():
            clock = Clock(system_clock)
            extends = marker.is_current()
            yield _make_recording(spec, settings, lock_dir, clock, extends=extends)


def _make_fake(
    spec: SessionSpec, settings: FakeSettings, system_clock: Callable[[], datetime]
) -> Session:
    clock = Clock(system_clock, settings.now)
    assembled = factory.assemble_fake(replace(settings, now=None), clock, spec.key_account_sid)
    return Session(spec.title, assembled.mode, clock, seed=settings.seed)


def _make_replay(spec: SessionSpec, settings: ReplaySettings, clock: Clock) -> Session:
    """Play the cassettes that exist; the first missing one explains every miss."""
    from ringback_proxy.testing.proxy_side.hints import choose_hints  # a fake does not need it

    cassettes = settings.cassette
    hints = choose_hints(spec.from_serve, spec.replay_option)
    missing = next((path for path in cassettes if not path.exists()), None)
    existing = tuple(path for path in cassettes if path.exists())
    if missing is not None and not existing:
        return Session(spec.title, MissingCassette(missing, hints.missing()), clock)
    replay = factory.assemble_replay(
        replace(settings, cassette=existing), clock, spec.key_account_sid, hints
    )
    mode = replay.mode
    if missing is not None:
        mode = FallbackMode(MissingCassette(missing, hints.missing()), mode)
    return _make_session(spec, cassettes, mode, clock, replay.warnings)


def _make_recording(
    spec: SessionSpec, settings: ReplaySettings, lock_dir: Path, clock: Clock, *, extends: bool
) -> Session:
    """Record to the first cassette and play the others; with `once`, replay one that exists."""
    first, *others = settings.cassette
    record_mode = _choose_record_mode(spec, first)
    if record_mode is None:
        return _make_replay(spec, settings, clock)
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
    fallback = _make_fallback(settings, tuple(others), clock)
    recording = factory.assemble_record(record_settings, lock_dir, extends=extends)
    mode = recording.mode if fallback is None else FallbackMode(recording.mode, fallback)
    return _make_session(spec, settings.cassette, mode, clock, recording.warnings)


def _choose_record_mode(spec: SessionSpec, cassette: Path) -> RecordModeName | None:
    if spec.record_mode == "all" or not cassette.exists():
        return "all"
    return "new_episodes" if spec.record_mode == "new_episodes" else None


def _make_fallback(
    settings: ReplaySettings, cassettes: tuple[Path, ...], clock: Clock
) -> Mode | None:
    existing = tuple(path for path in cassettes if path.exists())
    if not existing:
        return None
    replay = replace(settings, cassette=existing, on_miss="refuse")
    return factory.assemble_replay(replay, clock).mode


def _make_session(
    spec: SessionSpec,
    cassettes: tuple[Path, ...],
    mode: Mode,
    clock: Clock,
    warnings: tuple[str, ...],
) -> Session:
    files = _list_files(cassettes)
    return Session(spec.title, mode, clock, files, spec.upstream, warnings=list(warnings))


def _list_files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the cassettes, with each folder replaced by the cassettes in it."""
    from ringback.cassette.storage.folders import find_cassettes  # a fake does not need it

    return tuple(file for path in paths for file in find_cassettes(path).files)


@asynccontextmanager
async def _lock_cassette(cassette: Path, lock_file: Path) -> AsyncIterator[None]:
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
