import time
from typing import Any

import pytest

from ringback.state.connection import StateError
from ringback.state.persistent_connection import PersistentConnection
from tests.support.state.databases import Connect


class Switched:
    """Makes connections, or fails while it is told to; counts its attempts."""

    def __init__(self, connect: Connect) -> None:
        self.connect = connect
        self.fails = False
        self.attempts = 0

    def __call__(self) -> Any:
        self.attempts += 1
        if self.fails:
            raise StateError(f"attempt {self.attempts}")
        return self.connect()


def test_what_has_waited_for_an_attempt_fails_with_it_and_what_comes_later_tries_anew(
    connect: Connect,
) -> None:
    switched = Switched(connect)
    link = PersistentConnection(switched, "the state", "proxy")
    link.drop()
    switched.fails = True
    before = time.monotonic()
    for asked in (before, before):
        with pytest.raises(StateError, match="attempt 2"):
            link.get(asked)
    with pytest.raises(StateError, match="attempt 3"):
        link.get(time.monotonic())

    switched.fails = False
    assert link.get(time.monotonic()).list_tables()
    assert not link.is_lost
    link.leave()


def test_the_next_step_of_a_start_is_not_said_while_the_proxy_runs(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    link = PersistentConnection(connect, "db", "proxy")
    link.note_down(StateError("db: the state cannot be used (gone); give --state another", "gone"))
    link.leave()

    assert caplog.messages == [
        "the state in db cannot be used: gone; requests get a 503 until it can"
    ]


def test_what_is_down_is_said_once_and_once_more_when_it_is_up(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    link = PersistentConnection(connect, "the state", "proxy")
    link.note_up()
    for _ in range(2):
        link.note_down(StateError("the state: gone\nand more"))
    assert link.is_down
    for _ in range(2):
        link.note_up()
    link.leave()

    assert [record.getMessage() for record in caplog.records] == [
        "the state in the state cannot be used: gone; requests get a 503 until it can",
        "the state in the state can be used again",
    ]


def test_a_connection_that_was_dropped_is_neither_lost_nor_closed_twice(connect: Connect) -> None:
    link = PersistentConnection(connect, "the state", "proxy")
    for _ in range(2):
        link.drop()
    link.rollback()
    link.leave()

    assert not link.is_lost
