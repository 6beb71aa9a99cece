"""From the part that a test asks for to the act that plays it: what is there on disk decides.

none          replay; where there is no cassette, every request is a miss
once          replay; where there is no cassette, record one
new_episodes  play what is on disk, record the rest
all           record everything anew

A recording that is to make or replace a whole cassette goes into a take, which is put in place only
when the test has passed: half a conversation would be replayed for ever.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from understudy import assembly
from understudy.errors import CassetteError
from understudy.settings import Settings
from understudy_proxy.testing.act import Act
from understudy_proxy.testing.clock import Clock
from understudy_proxy.testing.messages import Part
from understudy_proxy.testing.missing_cassette import MissingCassette

# How long a test waits for another worker's that records to the same cassette, in seconds.
PATIENCE = 120.0


@asynccontextmanager
async def cast(
    part: Part, lock_folder: Path, system_clock: Callable[[], datetime]
) -> AsyncIterator[Act]:
    """Give the act of a part; tests that may write to one cassette take turns.

    Raises UsageError and CassetteError.
    """
    async with _turn(part, lock_folder):
        yield _act(part, lock_folder, system_clock)


def _act(part: Part, lock_folder: Path, system_clock: Callable[[], datetime]) -> Act:
    settings = part.settings
    if settings.mode == "fake":
        clock = Clock(system_clock, settings.now)
        assembled = assembly.assemble(replace(settings, now=None), lock_folder, clock)
        return Act(part.title, assembled.mode, clock)
    clock = Clock(system_clock)
    missing = next((path for path in settings.cassette if not path.exists()), None)
    if missing is not None and part.record_mode == "none":
        return Act(part.title, MissingCassette(missing), clock)
    settings = _recording(settings, part, missing)
    assembled = assembly.assemble(settings, lock_folder, clock)
    return Act(
        part.title,
        assembled.mode,
        clock,
        _files(settings.cassette),
        settings.upstream,
        list(assembled.warnings),
    )


def _recording(settings: Settings, part: Part, missing: Path | None) -> Settings:
    if part.record_mode == "new_episodes":
        return replace(settings, mode="record", record_mode="new_episodes")
    if part.record_mode == "all" or missing is not None:
        return replace(settings, mode="record", record_mode="all")
    return settings


def _files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Give every cassette, those of a folder one by one."""
    each = (sorted(path.glob("*.yaml")) if path.is_dir() else [path] for path in paths)
    return tuple(file for files in each for file in files)


@asynccontextmanager
async def _turn(part: Part, lock_folder: Path) -> AsyncIterator[None]:
    if part.settings.mode == "fake" or part.record_mode == "none":
        yield
        return
    cassette = part.settings.cassette[0]
    name = hashlib.sha256(str(cassette).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    lock = FileLock(lock_folder / f"{name}.turn", thread_local=False)
    try:
        await asyncio.to_thread(lock.acquire, timeout=PATIENCE)
    except Timeout:
        message = f"another test has been recording to it for {PATIENCE:.0f} seconds"
        raise CassetteError(f"{message}; give this one a cassette of its own", cassette) from None
    try:
        yield
    finally:
        lock.release()
