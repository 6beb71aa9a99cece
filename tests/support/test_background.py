import signal
import sys
from pathlib import Path

import pytest

from tests.support.background import Background, Finished

SLEEPER = "import signal; print('up', flush=True); signal.pause()"


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_it_waits_until_something_is_there_and_ends_it_by_signal(tmp_path: Path) -> None:
    with Background(python(SLEEPER), tmp_path) as sleeper:
        assert sleeper.until(lambda: sleeper.stdout or None) == "up\n"

        assert sleeper.stop() == Finished(-signal.SIGTERM, "up\n", "")


def test_waiting_for_a_program_that_ends_fails_with_what_it_said(tmp_path: Path) -> None:
    with (
        Background(python("raise SystemExit('no such port')"), tmp_path) as program,
        pytest.raises(AssertionError, match=r"status 1:\nno such port"),
    ):
        program.until(lambda: None)


def test_what_a_program_did_last_is_found_although_it_has_ended(tmp_path: Path) -> None:
    with Background(python("print('done')"), tmp_path) as program:
        program.wait()

        assert program.until(lambda: program.stdout or None) == "done\n"


def test_the_environment_is_the_tests_own_and_what_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONE", "1")

    with Background(
        python("import os; print(os.environ['ONE'], os.environ['TWO'])"), tmp_path, {"TWO": "2"}
    ) as program:
        assert program.wait().stdout == "1 2\n"
