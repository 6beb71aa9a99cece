import asyncio
import io
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ringback.settings.table import FakeSettings
from ringback_proxy.client_setup.credentials import DUMMY_CREDENTIALS
from ringback_proxy.reporting import console
from ringback_proxy.server.command import warn_of_no_exchange
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


@pytest.mark.parametrize(
    ("status", "tunnelled", "expected"),
    [
        (
            0,
            (),
            "ended with status 0 and NO EXCHANGE WAS SEEN: it called nothing, or it talked to ",
        ),
        (7, (), "status 7 and NO EXCHANGE WAS SEEN: it failed before its first request, or it cal"),
        (0, ("b.twilio.com", "a.twilio.com"), "called only a.twilio.com and b.twilio.com, which"),
        (
            1,
            ("a.twilio.com",),
            "it failed before its first request, or of Twilio it called only a.",
        ),
    ],
)
def test_the_warning_knows_how_the_command_ended(
    status: int, tunnelled: tuple[str, ...], expected: str
) -> None:
    stream = io.StringIO()

    warn_of_no_exchange(console.Console(stream), status, tunnelled)

    assert expected in stream.getvalue()
    for interceptor in ("nock", "WebMock", "responses", "Polly", "VCR", "`ringback doctor`"):
        assert interceptor in stream.getvalue()


PRINT = (
    "import os; print(os.environ.get('TWILIO_ACCOUNT_SID'), os.environ.get('TWILIO_AUTH_TOKEN'))"
)


def run_with(plan: Plan, **environ: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in DUMMY_CREDENTIALS:
            patch.delenv(name, raising=False)
        for name, value in environ.items():
            patch.setenv(name, value)
        run(replace(plan, command=(sys.executable, "-c", PRINT)))


def test_a_command_without_credentials_gets_dummies(
    plan: Plan, capfd: pytest.CaptureFixture[str]
) -> None:
    run_with(plan)

    output = capfd.readouterr()
    assert output.out.split() == list(DUMMY_CREDENTIALS.values())
    assert (
        "ringback: neither TWILIO_ACCOUNT_SID nor TWILIO_AUTH_TOKEN is set; the command gets "
        "the account AC00000000000000000000000000000000 and a token\n"
    ) in output.err


def test_the_fake_s_own_credentials_are_set(plan: Plan, capfd: pytest.CaptureFixture[str]) -> None:
    settings = FakeSettings(account_sid="AC" + "5" * 32, auth_token="own")
    run_with(replace(plan, settings=settings))

    output = capfd.readouterr()
    assert output.out.split() == ["AC" + "5" * 32, "own"]
    assert "own" not in output.err.replace("account", "").split()


@pytest.mark.parametrize("name", DUMMY_CREDENTIALS)
def test_credentials_of_which_one_is_set_stay(
    plan: Plan, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    run_with(plan, **{name: "own"})

    output = capfd.readouterr()
    assert sorted(output.out.split()) == ["None", "own"]
    assert "neither" not in output.err
