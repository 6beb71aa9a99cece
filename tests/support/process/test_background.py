import signal
import sys
from pathlib import Path

import pytest

from tests.support.process.background import Background, Finished

SLEEPER = "import signal; print('up', flush=True); signal.pause()"


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_it_waits_for_output_and_stops_by_signal(tmp_path: Path) -> None:
    with Background(python(SLEEPER), tmp_path) as sleeper:
        assert sleeper.until(lambda: sleeper.stdout or None) == "up\n"

        assert sleeper.stop() == Finished(-signal.SIGTERM, "up\n", "")


def test_waiting_for_a_program_that_exits_fails_with_its_output(tmp_path: Path) -> None:
    with (
        Background(python("raise SystemExit('no such port')"), tmp_path) as program,
        pytest.raises(AssertionError, match=r"status 1:\nno such port"),
    ):
        program.until(lambda: None)


def test_output_of_a_program_that_has_exited_is_found(tmp_path: Path) -> None:
    with Background(python("print('done')"), tmp_path) as program:
        program.wait()

        assert program.until(lambda: program.stdout or None) == "done\n"


def test_the_environment_is_extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONE", "1")

    with Background(
        python("import os; print(os.environ['ONE'], os.environ['TWO'])"), tmp_path, {"TWO": "2"}
    ) as program:
        assert program.wait().stdout == "1 2\n"
