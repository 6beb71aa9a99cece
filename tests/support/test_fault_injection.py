import sys
from pathlib import Path

import pytest

from tests.support.background import Background, Finished
from tests.support.fault_injection import inject_faults


def python(folder: Path, code: str, *orders: str) -> Finished:
    with Background((sys.executable, "-c", code), folder, inject_faults(*orders)) as program:
        return program.wait()


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("colorsys:rgb_to_hsv", "import colorsys; colorsys.rgb_to_hsv(0, 0, 0)"),
        ("colorsys:rgb_to_hsv", "from colorsys import rgb_to_hsv; rgb_to_hsv(0, 0, 0)"),
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
    code = "import fractions; print(fractions.Fraction(1).limit_denominator('first'))"
    order = "pass-through fractions:Fraction.limit_denominator"

    assert python(tmp_path, code, order).stdout == "first\n"


def test_several_functions_of_one_module_do_as_they_are_told(tmp_path: Path) -> None:
    code = "import colorsys as c; print(c.rgb_to_hsv(0, 0, 0)); c.rgb_to_hls(0, 0, 0)"
    orders = ("nothing colorsys:rgb_to_hsv", "raise colorsys:rgb_to_hls")

    finished = python(tmp_path, code, *orders)

    assert finished.stdout == "None\n"
    assert "RuntimeError: sabotaged" in finished.stderr


def test_everything_else_works(tmp_path: Path) -> None:
    code = "import colorsys; print(colorsys.rgb_to_hsv(0, 0, 0))"

    assert python(tmp_path, code, "raise colorsys:rgb_to_hls").stdout == "(0.0, 0.0, 0)\n"


def test_a_function_that_is_not_there_is_no_silent_success(tmp_path: Path) -> None:
    assert python(tmp_path, "import colorsys", "raise colorsys:no_such_function").status != 0


def test_a_module_that_is_imported_already_is_no_silent_success(tmp_path: Path) -> None:
    finished = python(tmp_path, "pass", "raise os:getcwd")

    assert finished.status == 1
    assert "os was imported before it could be sabotaged" in finished.stderr
