import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from ringback.cassette.model import Interaction
from ringback.errors import CassetteError
from ringback.modes.outcomes import Answer, Forward, Miss
from ringback.settings.names import VcrRecordModeName
from ringback.settings.table import (
    FakeSettings,
    InspectSettings,
    RecordSettings,
    ReplaySettings,
    Settings,
)
from ringback_proxy.sessions import session_factory, state_calls
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opening, open_session
from ringback_proxy.sessions.spec import SessionSpec
from tests.support.cassettes.exchanges import create, created, read_interactions, write_cassette

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    return write_cassette(tmp_path / "it.yaml", Interaction(create(), created()))


def cast_once(spec: SessionSpec, locks: Path) -> Session:
    async def once() -> Session:
        async with open_session(spec, Opening(locks, lambda: NOW)) as opened:
            session = opened.session
            await session.finish(ended_well=False)
            return session

    return asyncio.run(once())


def replay(cassette: Path, record_mode: VcrRecordModeName = "none") -> SessionSpec:
    return SessionSpec(ReplaySettings(cassette=(cassette,)), record_mode, "a test")


def test_the_clock_of_a_fake_can_be_advanced(tmp_path: Path) -> None:
    session = cast_once(SessionSpec(FakeSettings(now=NOW)), tmp_path)
    session.clock.advance(timedelta(hours=1))
    reply = asyncio.run(state_calls.perform(session, create()))
    assert b"2026-01-31T13:00:00Z" in reply.body


@pytest.mark.parametrize(
    ("record_mode", "there", "mode", "summary"),
    [
        pytest.param("none", True, "replay", "0 of 1 recordings played", id="none"),
        pytest.param("none", False, "replay", "there is no cassette", id="none, missing"),
        pytest.param("once", True, "replay", "0 of 1 recordings played", id="once"),
        pytest.param("once", False, "record", "0 played, 0 recorded", id="once, missing"),
        pytest.param("new_episodes", True, "record", "0 played, 0 recorded (", id="new_episodes"),
        pytest.param("new_episodes", False, "record", "0 played, 0 recorded; ", id="new, missing"),
        pytest.param("all", True, "record", "0 played, 0 recorded; ", id="all"),
    ],
)
def test_the_mode_depends_on_what_is_on_disk(
    record_mode: VcrRecordModeName, there: bool, mode: str, summary: str, cassette: Path
) -> None:
    async def once() -> tuple[str, tuple[str, ...]]:
        path = cassette if there else cassette.with_name("missing.yaml")
        opening = Opening(cassette.parent, lambda: NOW)
        async with open_session(replay(path, record_mode), opening) as opened:
            session = opened.session
            return session.mode.name, (await session.finish(ended_well=True)).summary

    name, lines = asyncio.run(once())
    assert name == mode
    assert lines[0].startswith(summary)


def record(spec: SessionSpec, locks: Path, name: str, *, ended_well: bool = True) -> None:
    """Record one interaction in a test."""

    async def once() -> None:
        async with open_session(spec, Opening(locks, lambda: NOW)) as opened:
            session = opened.session
            assert isinstance(session.mode.decide(create(FriendlyName=name)), Forward)
            await session.mode.on_response(create(FriendlyName=name), created(), Forward())
            await session.finish(ended_well=ended_well)

    asyncio.run(once())


@pytest.mark.parametrize(
    ("runs", "names"),
    [
        pytest.param(("one", "one"), ["a", "b"], id="of the same run"),
        pytest.param(("one", "two"), ["b"], id="of another run"),
        pytest.param(("", ""), ["b"], id="of no run"),
    ],
)
def test_all_replaces_a_cassette_once_in_a_run(
    runs: tuple[str, str], names: list[str], cassette: Path
) -> None:
    for run, name in zip(runs, "ab", strict=True):
        record(replace(replay(cassette, "all"), run=run), cassette.parent, name)
    assert [one.request.body for one in read_interactions(cassette)] == [
        f"FriendlyName={name}".encode() for name in names
    ]
    assert not cassette.with_name("it.yaml.pending").exists()


def test_all_adds_nothing_of_a_test_that_failed(cassette: Path) -> None:
    spec = replace(replay(cassette, "all"), run="one")
    record(spec, cassette.parent, "a")
    record(spec, cassette.parent, "b", ended_well=False)
    assert len(read_interactions(cassette)) == 1


def test_new_episodes_creates_no_cassette_if_the_test_failed(tmp_path: Path) -> None:
    spec = replay(tmp_path / "new.yaml", "new_episodes")
    record(spec, tmp_path, "a", ended_well=False)
    assert not (tmp_path / "new.yaml").exists()


def test_of_two_cassettes_the_first_is_recorded_to(cassette: Path) -> None:
    new = cassette.with_name("new.yaml")
    spec = SessionSpec(ReplaySettings(cassette=(new, cassette)), "once")

    async def once() -> None:
        async with open_session(spec, Opening(cassette.parent, lambda: NOW)) as opened:
            session = opened.session
            assert isinstance(session.mode.decide(create()), Answer)
            assert isinstance(session.mode.decide(create()), Forward)
            await session.mode.on_response(create(), created(), Forward())
            await session.finish(ended_well=True)

    asyncio.run(once())
    assert len(read_interactions(new)) == len(read_interactions(cassette)) == 1


def test_of_two_cassettes_the_existing_one_plays(cassette: Path) -> None:
    missing = cassette.with_name("missing.yaml")
    session = cast_once(SessionSpec(ReplaySettings(cassette=(cassette, missing))), cassette.parent)
    assert isinstance(session.mode.decide(create()), Answer)
    missed = session.mode.decide(create())
    assert isinstance(missed, Miss)
    assert f"there is no cassette {missing}" in missed.message


def test_the_cassettes_of_a_folder_are_listed_one_by_one(cassette: Path) -> None:
    session = cast_once(replay(cassette.parent), cassette.parent)
    assert session.cassettes == (cassette,)


def test_a_test_waits_for_another_that_records_to_its_cassette(
    cassette: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_factory, "LOCK_TIMEOUT", 0.01)

    spec, opening = replay(cassette, "new_episodes"), Opening(cassette.parent, lambda: NOW)

    async def both() -> None:
        async with open_session(spec, opening) as first:
            with pytest.raises(CassetteError, match="another test has been recording to it"):
                async with open_session(spec, opening):
                    pytest.fail("both record")
            await first.session.finish(ended_well=True)
        async with open_session(spec, opening) as second:
            await second.session.finish(ended_well=True)

    asyncio.run(both())


def test_the_lock_is_released_if_the_cassette_cannot_be_used(cassette: Path) -> None:
    cassette.write_text("just text")
    with pytest.raises(CassetteError):
        cast_once(replay(cassette, "new_episodes"), cassette.parent)
    (turn,) = cassette.parent.glob("*.turn")
    with FileLock(turn, timeout=0):
        pass


@pytest.mark.parametrize(
    ("settings", "mode", "again"),
    [
        pytest.param(FakeSettings(), "fake", True, id="fake"),
        pytest.param(InspectSettings(), "inspect", False, id="inspect"),
        pytest.param(RecordSettings(miss_status=422), "record", False, id="record"),
    ],
)
def test_each_mode_of_the_command_line_is_a_session(
    settings: Settings, mode: str, again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def once() -> None:
        spec = SessionSpec(settings, from_test=False)
        async with open_session(spec, Opening(tmp_path, lambda: NOW)) as opened:
            assert opened.session.mode.name == mode
            assert (opened.template is not None) is again
            await opened.session.finish(ended_well=True)

    asyncio.run(once())


def test_on_the_command_line_a_missing_cassette_is_an_error(tmp_path: Path) -> None:
    spec = replace(replay(tmp_path / "missing.yaml"), from_test=False)
    with pytest.raises(CassetteError, match=r"missing\.yaml"):
        cast_once(spec, tmp_path)
