import sys
from pathlib import Path

import pytest

from support.background import Background
from support.sabotage import sabotage


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("json:loads", "import json; json.loads('1')"),
        (
            "fractions:Fraction.limit_denominator",
            "import fractions as f; f.Fraction(1).limit_denominator()",
        ),
    ],
)
def test_the_named_function_raises_wherever_it_is_called(
    tmp_path: Path, where: str, code: str
) -> None:
    with Background((sys.executable, "-c", code), tmp_path, sabotage(where)) as program:
        assert "RuntimeError: sabotaged" in program.wait().stderr


def test_everything_else_works(tmp_path: Path) -> None:
    code = "import json; print(json.dumps([1]))"

    with Background((sys.executable, "-c", code), tmp_path, sabotage("json:loads")) as program:
        assert program.wait().stdout == "[1]\n"


def test_a_function_that_is_not_there_is_no_silent_success(tmp_path: Path) -> None:
    with Background(
        (sys.executable, "-c", "import json"), tmp_path, sabotage("json:no_such_function")
    ) as program:
        assert program.wait().status != 0
