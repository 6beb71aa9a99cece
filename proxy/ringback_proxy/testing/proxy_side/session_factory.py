"""From the part that a test asks for to the act that plays it: what is there on disk decides.

none          replay; where there is no cassette, every request is a miss
once          replay; where there is no cassette, record one
new_episodes  play what is on disk, record the rest
all           record everything anew

Of several cassettes the first is recorded to, and the others are read. A recording that is to make
or replace a whole cassette goes into a take, which is put in place only when the test has passed:
half a conversation would be replayed for ever. With `all` the first test of a run that has a
cassette replaces it, and later ones add to it.
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

# How long a test waits for another worker's that records to the same cassette, in seconds.
TIMEOUT = 120.0


@asynccontextmanager
async def cast(
    part: SessionSpec, lock_dir: Path, system_clock: Callable[[], datetime]
) -> AsyncIterator[Session]:
    """Return the act of a part; tests that may write to one cassette take turns.

    Raises UsageError and CassetteError.
    """
    settings = part.settings
    if isinstance(settings, FakeSettings):
        yield _faking(part, settings, system_clock)
        return
    if part.record_mode == "none":
        yield _replaying(part, settings, Clock(system_clock))
        return
    cassette = settings.cassette[0]
    name = hashlib.sha256(str(cassette).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    note = RunMarker(lock_dir / f"{name}.run", cassette, part.run)
    async with _turn(cassette, lock_dir / f"{name}.turn"):
        with note.kept():
            clock = Clock(system_clock)
            yield _writing(part, settings, lock_dir, clock, extends=note.says_so())


def _faking(
    part: SessionSpec, settings: FakeSettings, system_clock: Callable[[], datetime]
) -> Session:
    clock = Clock(system_clock, settings.now)
    assembled = factory.assemble_fake(replace(settings, now=None), clock, part.key_account_sid)
    return Session(part.title, assembled.mode, clock)


def _replaying(part: SessionSpec, settings: ReplaySettings, clock: Clock) -> Session:
    """Play the cassettes that are there; the first that is missing explains every miss."""
    from ringback_proxy.testing.proxy_side.hints import vocabulary  # what a fake does not need

    cassettes = settings.cassette
    say = vocabulary(part.served, part.option)
    missing = next((path for path in cassettes if not path.exists()), None)
    there = tuple(path for path in cassettes if path.exists())
    if missing is not None and not there:
        return Session(part.title, MissingCassette(missing, say.missing()), clock)
    replayed = factory.assemble_replay(
        replace(settings, cassette=there), clock, part.key_account_sid, say
    )
    mode = replayed.mode
    if missing is not None:
        mode = FallbackMode(MissingCassette(missing, say.missing()), mode)
    return _act(part, cassettes, mode, clock, replayed.warnings)


def _writing(
    part: SessionSpec, settings: ReplaySettings, lock_dir: Path, clock: Clock, *, extends: bool
) -> Session:
    """Record to the first cassette, unless `once` finds it there, and play the others."""
    first, *others = settings.cassette
    record_mode = _record_mode(part, first)
    if record_mode is None:
        return _replaying(part, settings, clock)
    recording = build(
        RecordSettings,
        {
            **vars(settings),
            "cassette": (first,),
            "record_mode": record_mode,
            "upstream": part.upstream,
        },
    )
    # Before the cassette that is recorded to, which is locked from then on.
    also = _also_read(settings, tuple(others), clock)
    recorded = factory.assemble_record(recording, lock_dir, extends=extends)
    mode = recorded.mode if also is None else FallbackMode(recorded.mode, also)
    return _act(part, settings.cassette, mode, clock, recorded.warnings)


def _record_mode(part: SessionSpec, cassette: Path) -> RecordModeName | None:
    if part.record_mode == "all" or not cassette.exists():
        return "all"
    return "new_episodes" if part.record_mode == "new_episodes" else None


def _also_read(settings: ReplaySettings, cassettes: tuple[Path, ...], clock: Clock) -> Mode | None:
    there = tuple(path for path in cassettes if path.exists())
    if not there:
        return None
    played = replace(settings, cassette=there, on_miss="refuse")
    return factory.assemble_replay(played, clock).mode


def _act(
    part: SessionSpec,
    cassettes: tuple[Path, ...],
    mode: Mode,
    clock: Clock,
    warnings: tuple[str, ...],
) -> Session:
    return Session(part.title, mode, clock, _files(cassettes), part.upstream, list(warnings))


def _files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return every cassette, those of a folder one by one."""
    each = (sorted(path.glob("*.yaml")) if path.is_dir() else [path] for path in paths)
    return tuple(file for files in each for file in files)


@asynccontextmanager
async def _turn(cassette: Path, lock_file: Path) -> AsyncIterator[None]:
    lock = FileLock(lock_file, thread_local=False)
    try:
        await asyncio.to_thread(lock.acquire, timeout=TIMEOUT)
    except Timeout:
        message = f"another test has been recording to it for {TIMEOUT:.0f} seconds"
        raise CassetteError(f"{message}; give this one a cassette of its own", cassette) from None
    try:
        yield
    finally:
        lock.release()
