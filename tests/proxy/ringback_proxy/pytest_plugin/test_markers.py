from dataclasses import dataclass, field
from typing import Any

import pytest

from ringback.errors import UsageError
from ringback_proxy.pytest_plugin.markers import MarkerOptions, merge_markers


@dataclass
class Mark:
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


def mark(*args: Any, **kwargs: Any) -> Mark:
    return Mark(args, kwargs)


@pytest.mark.parametrize(
    ("markers", "wanted"),
    [
        pytest.param([], MarkerOptions(), id="none"),
        pytest.param([mark()], MarkerOptions(), id="a plain one"),
        pytest.param([mark("a")], MarkerOptions("replay", ("a",)), id="a cassette implies replay"),
        pytest.param([mark(mode="fake")], MarkerOptions("fake"), id="a mode"),
        pytest.param([mark(mode="fake"), mark("a")], MarkerOptions("fake"), id="the closer mode"),
        pytest.param(
            [mark("a", mode="fake")], MarkerOptions("fake", ("a",)), id="a mode and a cassette"
        ),
        pytest.param(
            [mark(mode="fake"), mark("a", mode="fake")],
            MarkerOptions("fake", ("a",)),
            id="the cassette of the same mode",
        ),
        pytest.param(
            [mark("a"), mark("b", mode="fake")], MarkerOptions("replay", ("a",)), id="closer replay"
        ),
        pytest.param(
            [mark("a"), mark("b")], MarkerOptions("replay", ("a",)), id="the closer cassette"
        ),
        pytest.param(
            [mark(seed=1), mark(seed=2, validation="warn")],
            MarkerOptions(settings={"seed": 1, "validation": "warn"}),
            id="settings one by one",
        ),
    ],
)
def test_markers_are_merged(markers: list[Mark], wanted: MarkerOptions) -> None:
    assert merge_markers(markers) == wanted


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        pytest.param(mark(""), "positional arguments are names of cassettes", id="no name"),
        pytest.param(mark(3), r"ringback\(3\): positional arguments are names", id="number"),
        pytest.param(mark(mode="once"), "'once'; accepted are fake and replay", id="mode"),
        pytest.param(mark(seed="x"), "'x' is not a whole number", id="setting"),
    ],
)
def test_what_is_not_accepted_is_refused(marker: Mark, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        merge_markers([marker])
