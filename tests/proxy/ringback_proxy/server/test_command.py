import asyncio
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from ringback_proxy.reporting import console
from ringback_proxy.server.plan import Plan
from ringback_proxy.server.runner import Runner, run


def test_a_command_without_requests_is_warned_about(
    plan: Plan, capfd: pytest.CaptureFixture[str]
) -> None:
    run(replace(plan, verbosity=console.QUIET))

    assert "NO EXCHANGE WAS SEEN" in capfd.readouterr().err


def test_dropped_exemptions_are_reported(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_PROXY", "a.example,.twilio.com")

    run(plan)

    assert "ringback: .twilio.com left out of the command's NO_PROXY" in capfd.readouterr().err


def test_a_signal_before_the_command_started_keeps_it_from_starting(
    plan: Plan, tmp_path: Path
) -> None:
    async def stopped() -> int:
        runner = Runner(replace(plan, command=("touch", str(tmp_path / "started"))))
        runner.signals.stopping.set()
        runner.signals.stopped_by = signal.SIGTERM
        return await runner.run()

    assert asyncio.run(stopped()) == 128 + signal.SIGTERM
    assert not (tmp_path / "started").exists()
