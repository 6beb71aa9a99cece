import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from ringback.errors import UsageError
from ringback.settings.table import FakeSettings, InspectSettings
from ringback_proxy.control.session_specs import parse_spec
from ringback_proxy.sessions.explanations import ExplanationsForCommandLine
from ringback_proxy.sessions.names import DEFAULT
from ringback_proxy.sessions.registry.open_sessions import NoSuchSessionError
from ringback_proxy.sessions.registry.shared_registry import SharedRegistry
from ringback_proxy.sessions.session_factory import Opening
from ringback_proxy.sessions.spec import SessionSpec

FAKE = SessionSpec(FakeSettings(), title="a session", from_test=False)
Play = Callable[[SharedRegistry, SharedRegistry], Awaitable[None]]


def scenario(opening: Opening, folder: Path, play: Play, limit: int = 10) -> None:
    """Play a scenario with the sessions of two proxies."""

    async def run() -> None:
        state = str(folder / "state.sqlite")
        explain = ExplanationsForCommandLine()
        both = [SharedRegistry(opening, explain, state, parse_spec, limit=limit) for _ in range(2)]
        for registry in both:
            await registry.begin(DEFAULT, FAKE)
        await play(both[0], both[1])
        for registry in both:
            await registry.close(ended_well=True)

    asyncio.run(run())


def test_a_session_is_looked_up_where_another_proxy_has_begun_it(
    opening: Opening, tmp_path: Path
) -> None:
    async def play(one: SharedRegistry, other: SharedRegistry) -> None:
        await one.begin("worker", FAKE, {"seed": 7})
        assert (await other.look_up("worker")).spec.seed == 7
        await other.delete("worker", ended_well=True)
        with pytest.raises(NoSuchSessionError, match="has ended"):
            await one.look_up("worker")

    scenario(opening, tmp_path, play)


def test_the_default_session_is_each_proxy_s_own(opening: Opening, tmp_path: Path) -> None:
    async def play(one: SharedRegistry, other: SharedRegistry) -> None:
        before = other.find(DEFAULT)
        await one.begin(DEFAULT, FAKE, {"seed": 7})
        assert await other.look_up(DEFAULT) is before
        assert other.proxy_id

    scenario(opening, tmp_path, play)


def test_another_mode_is_left_to_the_proxy_that_has_begun_it(
    opening: Opening, tmp_path: Path
) -> None:
    async def play(one: SharedRegistry, other: SharedRegistry) -> None:
        inspect = SessionSpec(InspectSettings(), from_test=False)
        await one.begin("worker", inspect, {"mode": "inspect"}, proxy="127.0.0.1:8080 (1a2b)")
        with pytest.raises(NoSuchSessionError, match=r"only the proxy 127\.0\.0\.1:8080 \(1a2b\)"):
            await other.look_up("worker")
        await one.begin("worker", FAKE, {})
        assert (await other.look_up("worker")).shares_state

    scenario(opening, tmp_path, play)


def test_what_cannot_begin_here_says_why(
    opening: Opening, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(one: SharedRegistry, other: SharedRegistry) -> None:
        await one.begin("worker", FAKE, {"cassette": [str(tmp_path / "missing.yaml")]})
        with pytest.raises(NoSuchSessionError, match=r"cannot begin here: .*missing\.yaml"):
            await other.look_up("worker")
        assert "cannot begin here" in caplog.text

    scenario(opening, tmp_path, play)


def test_a_token_that_would_be_written_is_refused(opening: Opening, tmp_path: Path) -> None:
    async def play(one: SharedRegistry, other: SharedRegistry) -> None:
        with pytest.raises(UsageError, match="where no secret is written"):
            await one.begin("worker", FAKE, {"auth_token": "t"})
        assert "worker" not in one
        with pytest.raises(NoSuchSessionError):
            await other.look_up("worker")

    scenario(opening, tmp_path, play)


def test_more_sessions_than_there_may_be_are_begun_when_they_are_used(
    opening: Opening, tmp_path: Path
) -> None:
    async def play(one: SharedRegistry, other: SharedRegistry) -> None:
        for number in range(4):
            await one.begin(f"worker-{number}", FAKE, {"seed": number})
        await other.refresh_all()
        assert len(other) == 3
        assert [(await other.look_up(f"worker-{n}")).spec.seed for n in range(4)] == [0, 1, 2, 3]

    scenario(opening, tmp_path, play, limit=3)
