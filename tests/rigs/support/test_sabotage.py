import sys
from pathlib import Path

import pytest

from support.background import Background, Finished
from support.sabotage import sabotage


def python(folder: Path, code: str, *orders: str) -> Finished:
    with Background((sys.executable, "-c", code), folder, sabotage(*orders)) as program:
        return program.wait()


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("json:loads", "import json; json.loads('1')"),
        ("json:loads", "from json import loads; loads('1')"),
        (
            "fractions:Fraction.as_integer_ratio",
            "import fractions; fractions.Fraction(1).as_integer_ratio()",
        ),
    ],
    ids=["function", "function by name", "method"],
)
def test_a_function_raises_wherever_it_is_called(tmp_path: Path, where: str, code: str) -> None:
    assert "RuntimeError: sabotaged" in python(tmp_path, code, f"raise {where}").stderr


def test_a_method_gives_back_its_argument(tmp_path: Path) -> None:
    code = "import string; print(string.Formatter().format('{}'))"

    assert python(tmp_path, code, "pass-through string:Formatter.format").stdout == "{}\n"


def test_several_functions_of_one_module_do_as_they_are_told(tmp_path: Path) -> None:
    code = "import json; print(json.loads('1')); json.dumps(1)"

    finished = python(tmp_path, code, "nothing json:loads", "raise json:dumps")

    assert finished.stdout == "None\n"
    assert "RuntimeError: sabotaged" in finished.stderr


def test_everything_else_works(tmp_path: Path) -> None:
    assert python(tmp_path, "import json; print(json.dumps(1))", "raise json:loads").stdout == "1\n"


def test_a_function_that_is_not_there_is_no_silent_success(tmp_path: Path) -> None:
    assert python(tmp_path, "import json", "raise json:no_such_function").status != 0
