import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from ringback.errors import CommandError
from ringback_proxy.client_setup import platform_support
from ringback_proxy.client_setup.child_process import Command

WAITING = "import signal\nprint('up', flush=True)\nsignal.pause()\n"


def run(*arguments: str, then: Callable[[Command], Awaitable[None]] | None = None) -> int:
    async def start() -> int:
        command = await Command.start(arguments, os.environ)
        if then is not None:
            await then(command)
        return await command.wait()

    return asyncio.run(start())


def python(code: str) -> Sequence[str]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("", 0),
        ("raise SystemExit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 128 + signal.SIGKILL),
    ],
    ids=["fine", "its own status", "a signal"],
)
def test_the_status_is_the_programs(code: str, status: int) -> None:
    assert run(*python(code)) == status


@pytest.mark.parametrize("name", ["", os.curdir], ids=["nothing", "a folder"])
def test_an_impossible_program_is_the_operators_error(name: str) -> None:
    with pytest.raises(CommandError, match="is not a program"):
        run(name)


def test_a_missing_interpreter_is_the_operators_error(tmp_path: Path) -> None:
    (tmp_path / "script").write_text("#!/no/such/interpreter\n")
    (tmp_path / "script").chmod(0o700)

    with pytest.raises(CommandError, match="names an interpreter"):
        run(str(tmp_path / "script"))


def test_a_path_that_cannot_be_looked_up_is_the_operators_error() -> None:
    with pytest.raises(CommandError, match=r"cannot be run .*File name too long"):
        run("./" + "x" * 300)


def test_an_impossible_argument_is_the_operators_error() -> None:
    with pytest.raises(CommandError, match="cannot be run"):
        run("true", "\0")


def test_a_missing_program_is_the_operators_error() -> None:
    with pytest.raises(CommandError, match="'no-such-program' was not found"):
        run("no-such-program")


def test_a_file_that_is_not_executable_is_the_operators_error(tmp_path: Path) -> None:
    (tmp_path / "script").touch(mode=0o600)

    with pytest.raises(CommandError, match="chmod"):
        run(str(tmp_path / "script"))


@pytest.mark.parametrize("content", ["not a program", ""], ids=["text", "nothing"])
def test_a_file_that_is_no_program_is_the_operators_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "script").write_text(content)
    (tmp_path / "script").chmod(0o700)

    with pytest.raises(CommandError, match="name its interpreter first, such as sh"):
        run(str(tmp_path / "script"))


async def _terminated(command: Command) -> None:
    command.pass_on(signal.SIGTERM)


def test_a_signal_is_passed_on() -> None:
    assert run(*python(WAITING), then=_terminated) == 128 + signal.SIGTERM


@pytest.mark.parametrize(
    ("shared", "number", "sent"),
    [
        (True, signal.SIGINT, []),
        (True, signal.SIGQUIT, []),
        (True, signal.SIGTERM, [signal.SIGTERM]),
        (False, signal.SIGINT, [signal.SIGINT]),
        (False, signal.SIGQUIT, [signal.SIGQUIT]),
    ],
)
def test_a_key_at_a_shared_terminal_is_not_passed_on_a_second_time(
    monkeypatch: pytest.MonkeyPatch,
    shared: bool,
    number: signal.Signals,
    sent: list[signal.Signals],
) -> None:
    monkeypatch.setattr(platform_support, "shares_terminal", lambda: shared)
    received: list[int] = []

    async def noted(command: Command) -> None:
        monkeypatch.setattr(os, "kill", lambda _pid, number: received.append(number))
        command.pass_on(number)
        monkeypatch.undo()
        command.process.terminate()

    run(*python(WAITING), then=noted)

    assert received == sent


def test_a_program_that_has_ended_gets_no_more_signals() -> None:
    async def ended(command: Command) -> None:
        await command.wait()
        command.pass_on(signal.SIGTERM)

    assert run(*python(""), then=ended) == 0
