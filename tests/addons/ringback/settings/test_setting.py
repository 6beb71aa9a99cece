from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import pytest

from ringback.settings.setting import (
    Setting,
    build,
    choice,
    flag,
    repeatable,
    setting,
    settings_of,
)

Colour = Literal["red", "blue"]


@dataclass(frozen=True)
class Example:
    number: int | None = setting("A number.", int, "N", default=None, short="n")
    seconds: float = setting("A time.", float, "SECONDS", default=60.0)
    names: tuple[str, ...] = setting(
        "Some names.", lambda text: tuple(text.split(",")), "LIST", default=("a", "b")
    )
    search_path: tuple[Path, ...] = repeatable("Folders.", Path, "PATH", default=(Path("lib"),))
    colour: Colour = choice("A colour.", get_args(Colour), default="blue")
    loud: bool = flag("Whether to shout.", short="l")
    password: str | None = setting("A secret.", str, "TEXT", default=None, secret=True)
    offset: int = setting("An offset.", int, "N", default=0)


def described(name: str) -> Setting:
    (found,) = (each for each in settings_of(Example) if each.field == name)
    return found


def test_settings_are_in_the_order_of_the_fields() -> None:
    assert [each.name for each in settings_of(Example)] == [
        *("number", "seconds", "names", "search-path", "colour", "loud", "password", "offset")
    ]


def test_defaults_are_those_of_the_dataclass() -> None:
    assert Example() == Example(None, 60.0, ("a", "b"), (Path("lib"),), "blue", False, None, 0)
    assert Example.seconds == 60.0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("number", None),
        ("seconds", "60"),
        ("names", "a,b"),
        ("search_path", "lib"),
        ("colour", "blue"),
        ("loud", None),
        ("offset", "0"),
    ],
)
def test_a_default_is_shown_as_it_would_be_typed(name: str, text: str | None) -> None:
    assert described(name).default_text == text


def test_a_setting_is_described() -> None:
    assert described("number") == Setting("A number.", int, "N", short="n", field="number")
    assert described("colour").choices == ("red", "blue")
    assert described("search_path").repeatable
    assert described("loud").flag
    assert described("search_path").variable == "RINGBACK_SEARCH_PATH"


def test_given_values_are_set() -> None:
    assert build(Example, {"number": 7, "names": ("c",)}) == Example(number=7, names=("c",))


def test_values_of_other_classes_are_ignored() -> None:
    assert build(Example, {"number": 7, "mode": "fake"}) == Example(number=7)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"number": None, "password": None}, id="none"),
        pytest.param({"search_path": (), "names": ()}, id="an empty collection"),
        pytest.param({"password": ""}, id="an empty text"),
    ],
)
def test_a_value_that_is_not_given_keeps_its_default(given: Mapping[str, Any]) -> None:
    assert build(Example, given) == Example()


@pytest.mark.parametrize(
    "given",
    [pytest.param({"number": 0}, id="nought"), pytest.param({"loud": True}, id="a flag")],
)
def test_falsy_values_are_values(given: Mapping[str, Any]) -> None:
    assert build(Example, given) != Example()


def test_a_repr_does_not_show_a_secret() -> None:
    assert "hidden" not in repr(Example(password="hidden"))
