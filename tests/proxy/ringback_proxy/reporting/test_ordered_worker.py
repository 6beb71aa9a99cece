import logging
from threading import Event, get_ident

import pytest

from ringback_proxy.reporting.ordered_worker import OrderedWorker
from tests.support.process.waiting import TIMEOUT


def test_a_short_task_runs_at_once_in_the_caller() -> None:
    ran: list[int] = []

    OrderedWorker("test").run(lambda: ran.append(get_ident()))

    assert ran == [get_ident()]


def test_a_long_task_runs_in_one_other_thread() -> None:
    worker, ran = OrderedWorker("test"), []
    for _ in range(3):
        worker.run(lambda: ran.append(get_ident()), is_long=True)
    worker.wait()

    assert len(ran) == 3
    assert {*ran} - {get_ident()} == {*ran}
    assert len({*ran}) == 1


def test_a_short_task_waits_for_the_long_ones_before_it() -> None:
    worker, go, ran = OrderedWorker("test"), Event(), []

    def long() -> None:
        assert go.wait(TIMEOUT)
        ran.append("long")

    worker.run(long, is_long=True)
    worker.run(lambda: ran.append("short"))
    assert ran == []
    go.set()
    worker.wait()

    assert ran == ["long", "short"]


def test_it_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    worker, ran = OrderedWorker("test"), []

    def fail() -> None:
        raise ValueError

    worker.run(fail, is_long=True)
    worker.run(lambda: ran.append(1))
    worker.wait()

    assert ran == [1]
    assert [(each.levelno, each.getMessage()) for each in caplog.records] == [
        (logging.ERROR, "test failed")
    ]


def test_it_can_be_used_again_after_waiting() -> None:
    worker, ran = OrderedWorker("test"), []
    worker.wait()
    for number in range(2):
        worker.run(lambda number=number: ran.append(number), is_long=True)  # type: ignore[misc]
        worker.wait()

    assert ran == [0, 1]
