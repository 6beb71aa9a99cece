import pytest

from ringback.modes.faults.repeats import Repeats, Waits
from tests.support.cassettes.exchanges import create, request


class Seconds:
    """A clock that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        ([], "not asked again"),
        ([0.5], "asked again once, after 0.50 s"),
        ([0.01], "asked again once, after 0.01 s: 1 of 1 did not wait"),
        ([1.0, 0.5, 2.25], "asked again 3 times, after 0.50 s to 2.25 s"),
        ([0.0, 0.5], "asked again 2 times, after 0.00 s to 0.50 s: 1 of 2 did not wait"),
        ([0.3, 0.3], "asked again 2 times, after 0.30 s"),
    ],
    ids=str,
)
def test_waits_are_summed_up(seconds: list[float], text: str) -> None:
    waits = Waits()
    for one in seconds:
        waits.add(one)
    assert str(waits) == text


def test_the_next_equal_request_is_the_repeat() -> None:
    clock, waits = Seconds(), Waits()
    repeats = Repeats(clock)
    repeats.refuse(create(FriendlyName="a"), waits)
    clock.now += 0.5
    repeats.note(create(FriendlyName="b"))
    repeats.note(request("GET"))
    assert waits.number == 0
    repeats.note(create(FriendlyName="a"))
    repeats.note(create(FriendlyName="a"))
    assert str(waits) == "asked again once, after 0.50 s"
    assert not repeats.refused


def test_no_more_than_a_bounded_number_is_remembered() -> None:
    repeats, waits = Repeats(), Waits()
    for number in range(25_000):
        repeats.refuse(create(FriendlyName=str(number)), waits)
    assert len(repeats.refused) <= 10_000
