"""An application's own suite: a web service and a Node script, faked and replayed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.process.programs import require_program

SUITE = Path(__file__).with_name("support_desk")
Run = Callable[..., pytest.RunResult]


def test_the_suite_of_an_application_passes(pytester: pytest.Pytester, run: Run) -> None:
    require_program("node")
    pytester.copy_example(str(SUITE))
    run("--ringback-strict").assert_outcomes(passed=5)
