from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ringback.twilio.store.change import Change, make_change
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.store.timers import TimerQueue

START = datetime(2026, 1, 31, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def report(name: str) -> Callable[[datetime], Iterable[Change]]:
    """Return what reports its name when it is due."""
    return lambda due: [make_change(name, StoredResource("CH1", "Conversations", None, {}), due)]


def fire(timers: TimerQueue, minutes: float) -> list[tuple[str, datetime]]:
    return [(change.event, change.occurred) for change in timers.fire(at(minutes))]


def test_what_is_due_happens_once_and_in_order() -> None:
    timers = TimerQueue()
    for name, minutes in (("c", 3), ("a", 1), ("b", 2)):
        timers.schedule(name, at(minutes), report(name))

    assert timers.next() == at(1)
    assert fire(timers, 2) == [("a", at(1)), ("b", at(2))]
    assert fire(timers, 2) == []
    assert timers.next() == at(3)


def test_nothing_is_due_where_nothing_is_scheduled() -> None:
    timers = TimerQueue()

    assert timers.next() is None
    assert not timers.is_due(at(0))
    assert fire(timers, 1) == []


def test_the_earlier_time_of_a_key_wins() -> None:
    timers = TimerQueue()
    timers.schedule("a", at(2), report("second"))
    timers.schedule("a", at(3), report("third"))
    timers.schedule("a", at(1), report("first"))

    assert fire(timers, 9) == [("first", at(1))]


def test_what_is_cancelled_does_not_happen() -> None:
    timers = TimerQueue()
    timers.schedule("a", at(1), report("a"))
    timers.cancel("a")
    timers.cancel("b")

    assert (timers.next(), fire(timers, 9)) == (None, [])


def test_what_happens_may_schedule_the_next() -> None:
    timers = TimerQueue()

    def again(due: datetime) -> Iterable[Change]:
        if due < at(3):
            timers.schedule("a", due + timedelta(minutes=1), again)
        return report("a")(due)

    timers.schedule("a", at(1), again)

    assert [due for _, due in fire(timers, 9)] == [at(1), at(2), at(3)]


def test_what_is_no_longer_valid_does_not_pile_up() -> None:
    timers = TimerQueue()
    for number in range(10_000):
        timers.schedule(number, at(10_000 - number), report("a"))
        timers.cancel(number)

    assert len(timers) == 0
    assert len(timers._heap) < 100


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 20), st.booleans()), max_size=60),
    st.integers(0, 20),
)
def test_a_queue_behaves_like_a_list_that_is_searched(
    steps: list[tuple[str, int, bool]], now: int
) -> None:
    timers, plain = TimerQueue(), dict[str, int]()
    for key, minutes, cancels in steps:
        if cancels:
            timers.cancel(key)
            plain.pop(key, None)
        else:
            timers.schedule(key, at(minutes), report(key))
            plain[key] = min(minutes, plain.get(key, minutes))

    assert timers.next() == (at(min(plain.values())) if plain else None)
    fired = fire(timers, now)
    assert sorted(fired) == sorted((key, at(due)) for key, due in plain.items() if due <= now)
    assert [due for _, due in fired] == sorted(due for _, due in fired)
    assert len(timers) == sum(due > now for due in plain.values())
