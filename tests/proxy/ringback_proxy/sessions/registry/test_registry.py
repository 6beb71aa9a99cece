import asyncio
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from ringback.errors import CassetteError, UsageError
from ringback.modes.outcomes import Answer, Miss
from ringback.settings.fault_spec import parse_fault
from ringback.settings.table import FakeSettings, InspectSettings, RecordSettings, ReplaySettings
from ringback_proxy.sessions.explanations import ExplanationsForCommandLine
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.session_factory import Opened, Opening
from ringback_proxy.sessions.spec import SessionSpec
from tests.support.cassettes.exchanges import create
from tests.support.proxy.sessions import begin

Result = TypeVar("Result")


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(coroutine)


def fake(**settings: Any) -> SessionSpec:
    return SessionSpec(FakeSettings(**settings), from_test=False)


def explain(sessions: SessionRegistry, name: str) -> str:
    decision = sessions.begin_on_first_use(name).mode.decide(create())
    assert isinstance(decision, Miss)
    return decision.message


def test_an_outer_session_continues_after_an_inner_one(tests_sessions: SessionRegistry) -> None:
    outer = begin(tests_sessions, "outer")
    begin(tests_sessions, "inner")
    run(tests_sessions.end("inner", ended_well=True))
    assert tests_sessions.current is outer
    run(tests_sessions.end("outer", ended_well=True))
    assert tests_sessions.current is None


def test_on_the_command_line_the_default_session_stays_current(sessions: SessionRegistry) -> None:
    default = begin(sessions, "default")
    begin(sessions, "w1")
    assert sessions.current is default


def test_a_session_can_begin_anew(sessions: SessionRegistry) -> None:
    async def twice() -> tuple[Opened, Opened]:
        first = await sessions.begin("w1", fake())
        await sessions.end("w1", ended_well=True)
        await sessions.begin("w1", fake())
        return first, await sessions.begin("w1", fake())

    first, second = run(twice())
    assert first.session is not second.session
    assert isinstance(first.session.conversations.mode.decide(create()), Miss)
    assert isinstance(second.session.conversations.mode.decide(create()), Answer)
    assert len(sessions) == 1


@pytest.mark.parametrize("change", ["begin", "end"])
def test_a_session_may_be_changed_twice_at_once(sessions: SessionRegistry, change: str) -> None:
    async def twice() -> list[object]:
        await sessions.begin("w1", fake())
        end = partial(sessions.end, "w1", ended_well=True)
        changes = [end() if change == "end" else sessions.begin("w1", fake()), end()]
        return list(await asyncio.gather(*changes, return_exceptions=True))

    first, second = run(twice())
    assert not isinstance(first, Exception)
    assert isinstance(second, UsageError if change == "end" else SessionResult)
    assert len(sessions) == 0
    assert not sessions._turns


def test_a_session_goes_on_if_the_new_one_cannot_be_opened(
    sessions: SessionRegistry, tmp_path: Path
) -> None:
    first = run(sessions.begin("default", fake())).session
    spec = SessionSpec(ReplaySettings(cassette=(tmp_path / "no.yaml",)), from_test=False)
    with pytest.raises(CassetteError):
        run(sessions.begin("default", spec))
    assert sessions.current is first
    assert isinstance(first.conversations.mode.decide(create()), Answer)


def test_a_recording_ends_before_a_new_one_of_its_cassette(
    sessions: SessionRegistry, tmp_path: Path
) -> None:
    cassette = (tmp_path / "it.yaml",)

    async def replace() -> Opened:
        await sessions.begin("w1", SessionSpec(RecordSettings(cassette=cassette), from_test=False))
        return await sessions.begin(
            "w1", SessionSpec(RecordSettings(cassette=cassette), from_test=False)
        )

    assert run(replace()).session.mode.name == "record"


def test_a_session_that_cannot_be_opened_leaves_nothing(
    sessions: SessionRegistry, tmp_path: Path
) -> None:
    (tmp_path / "it.yaml").write_text("just text")
    spec = SessionSpec(RecordSettings(cassette=(tmp_path / "it.yaml",)), from_test=False)
    with pytest.raises(CassetteError):
        run(sessions.begin("w1", spec))
    assert len(sessions) == 0


def test_the_default_session_stays_if_it_cannot_begin_anew(
    sessions: SessionRegistry, tmp_path: Path
) -> None:
    (tmp_path / "it.yaml").write_text("just text")
    broken = SessionSpec(RecordSettings(cassette=(tmp_path / "it.yaml",)), from_test=False)
    run(sessions.begin("default", fake(seed=7)))
    with pytest.raises(CassetteError):
        run(sessions.begin("default", broken))
    assert sessions.find("default").spec == fake(seed=7)
    assert sessions.current is sessions.find("default").session


def test_a_wrong_name_cannot_begin(sessions: SessionRegistry) -> None:
    with pytest.raises(UsageError, match="'a b' is not the name of a session"):
        run(sessions.begin("a b", fake()))


def test_a_session_that_forwards_has_to_be_begun(sessions: SessionRegistry) -> None:
    run(sessions.begin("default", SessionSpec(InspectSettings(), from_test=False)))
    message = explain(sessions, "w1")
    assert "in inspect mode a session begins only through the control API" in message
    assert "PUT /ringback/sessions/w1" in message
    assert sessions.peek("w1") is None


def test_late_requests_of_an_ended_session_are_misses(sessions: SessionRegistry) -> None:
    begin(sessions, "default")
    begin(sessions, "w1")
    run(sessions.end("w1", ended_well=True))
    assert sessions.route("w1") is None
    assert "the session 'w1' has ended" in explain(sessions, "w1")
    assert sessions.peek("w1") is None


def test_the_least_recently_used_ends_for_a_new_one(
    sessions: SessionRegistry, caplog: pytest.LogCaptureFixture
) -> None:
    async def use() -> None:
        for name in ("default", "w1", "w2"):
            await sessions.begin(name, fake())
        sessions.route("w1")
        sessions.begin_on_first_use("w3")
        await sessions.close(ended_well=True)

    seen: list[set[str]] = []
    sessions.listeners.on_change(lambda: seen.append({name for name, _ in sessions}))
    run(use())
    assert {"default", "w1", "w3"} in seen
    assert max(map(len, seen)) == 3
    assert "the session 'w2' was ended as the least recently used of 3" in caplog.text


def test_ten_thousand_sessions_leave_nothing_behind(opening: Opening) -> None:
    sessions = SessionRegistry(opening, ExplanationsForCommandLine())

    async def use() -> None:
        await sessions.begin("default", fake())
        for number in range(10_000):
            sessions.begin_on_first_use(f"w{number}")
            await sessions.end(f"w{number}", ended_well=True)

    run(use())
    assert len(sessions) == 1
    assert len(sessions._ended) <= 1_000
    assert not sessions._ending


def test_the_outcome_of_each_session_is_returned_at_the_end(sessions: SessionRegistry) -> None:
    begin(sessions, "w1").faults.add(parse_fault("unavailable,times=1"))
    assert run(sessions.close(ended_well=True))["w1"].summary[-1] == "unused faults: 1"
