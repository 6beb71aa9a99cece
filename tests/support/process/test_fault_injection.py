import sys
from pathlib import Path

import pytest

from tests.support.process.background import Background, Finished
from tests.support.process.fault_injection import inject_faults


def python(folder: Path, code: str, *faults: str) -> Finished:
    with Background((sys.executable, "-c", code), folder, inject_faults(*faults)) as program:
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
    assert "RuntimeError: injected" in python(tmp_path, code, f"raise {where}").stderr


def test_a_method_returns_its_argument(tmp_path: Path) -> None:
    code = "import fractions; print(fractions.Fraction(1).limit_denominator('first'))"
    fault = "pass-through fractions:Fraction.limit_denominator"

    assert python(tmp_path, code, fault).stdout == "first\n"


def test_several_functions_of_one_module_are_replaced(tmp_path: Path) -> None:
    code = "import colorsys as c; print(c.rgb_to_hsv(0, 0, 0)); c.rgb_to_hls(0, 0, 0)"
    faults = ("nothing colorsys:rgb_to_hsv", "raise colorsys:rgb_to_hls")

    finished = python(tmp_path, code, *faults)

    assert finished.stdout == "None\n"
    assert "RuntimeError: injected" in finished.stderr


def test_everything_else_works(tmp_path: Path) -> None:
    code = "import colorsys; print(colorsys.rgb_to_hsv(0, 0, 0))"

    assert python(tmp_path, code, "raise colorsys:rgb_to_hls").stdout == "(0.0, 0.0, 0)\n"


def test_an_unknown_function_is_an_error(tmp_path: Path) -> None:
    assert python(tmp_path, "import colorsys", "raise colorsys:no_such_function").status != 0


def test_a_module_that_is_imported_already_is_an_error(tmp_path: Path) -> None:
    finished = python(tmp_path, "pass", "raise os:getcwd")

    assert finished.status == 1
    assert "os was imported before the fault could be injected" in finished.stderr
