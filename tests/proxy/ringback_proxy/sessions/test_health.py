import asyncio
from pathlib import Path

import pytest

from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.health import check_health
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.spec import SessionSpec


def test_before_the_first_test_of_a_run_the_proxy_serves(tests_sessions: SessionRegistry) -> None:
    assert check_health(tests_sessions) == (200, {"status": "ok", "mode": "fake"})


@pytest.mark.parametrize(("is_down", "status"), [(False, 200), (True, 503)])
def test_the_health_is_that_of_the_database(
    sessions: SessionRegistry, tmp_path: Path, is_down: bool, status: int
) -> None:
    async def scenario() -> int:
        settings = FakeSettings(state=str(tmp_path / "state.sqlite"))
        await sessions.begin("default", SessionSpec(settings, from_test=False))
        assert sessions.current is not None
        state = sessions.current.mode.state
        state._database._link.is_down = is_down  # type: ignore[union-attr]  # a DatabaseState
        found, _ = check_health(sessions)
        await sessions.close(ended_well=True)
        return found

    assert asyncio.run(scenario()) == status
