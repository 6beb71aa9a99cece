from dataclasses import replace

from ringback.webhooks.delivery import Attempt, Delivery, State, WebhookReply
from ringback.webhooks.delivery_log import DeliveryLog
from tests.support.webhooks.requests import webhook


def make_log(keep: int = 100, keep_bytes: int = 1_000_000) -> DeliveryLog:
    return DeliveryLog(keep, keep_bytes)


def end(log: DeliveryLog, delivery: Delivery) -> None:
    log.update(delivery.ended(State.DELIVERED))


def test_deliveries_are_kept_in_order_with_what_has_become_of_them() -> None:
    log = make_log()
    first, second = (log.add(webhook(body=body), "t") for body in ("1", "2"))
    end(log, second)

    assert [(one.number, one.state) for one in log] == [
        (1, State.WAITING),
        (2, State.DELIVERED),
    ]
    assert (log.total, log.waiting) == (2, 1)
    assert log.after(1) == (second.ended(State.DELIVERED),)
    assert log.find(1) == first
    assert log.find(3) is None


def test_only_the_newest_are_kept() -> None:
    log = make_log(keep=2)
    for _ in range(5):
        end(log, log.add(webhook(), "t"))

    assert [one.number for one in log] == [4, 5]
    assert log.total == 5


def test_those_that_wait_are_kept() -> None:
    log = make_log(keep=2)
    waiting = log.add(webhook(), "t")
    for _ in range(5):
        end(log, log.add(webhook(), "t"))

    assert [one.number for one in log] == [1, 6]
    assert log.find(1) == waiting


def test_what_they_hold_is_bounded() -> None:
    log = make_log(keep_bytes=5_000)
    for _ in range(10):
        delivery = log.add(webhook(body="x" * 1_000), "t")
        reply = Attempt(WebhookReply(200, body=b"y" * 1_000), 0.1)
        end(log, delivery.with_attempt(reply))

    assert [one.number for one in log] == [9, 10]
    assert log.size <= 5_000


def test_the_newest_is_kept_however_large_it_is() -> None:
    log = make_log(keep_bytes=10)
    end(log, log.add(webhook(body="x" * 1_000), "t"))

    assert [one.number for one in log] == [1]


def test_listeners_hear_of_each_change() -> None:
    log = make_log()
    heard: list[tuple[int, State]] = []

    def listener(one: Delivery) -> None:
        heard.append((one.number, one.state))

    log.listen(listener)
    end(log, log.add(webhook(), "t"))
    log.unlisten(listener)
    log.add(webhook(), "t")

    assert heard == [(1, State.WAITING), (1, State.DELIVERED)]


def test_a_cleared_log_goes_on_counting_and_ignores_what_becomes_of_the_old() -> None:
    log = make_log()
    old = log.add(webhook(), "t")

    log.clear()
    end(log, old)

    assert [one.number for one in log] == []
    assert (log.waiting, log.size) == (0, 0)
    assert log.add(webhook(), "t").number == 2


def test_a_delivery_is_over_once() -> None:
    log = make_log()
    delivery = log.add(webhook(), "t")
    end(log, delivery)
    log.update(replace(delivery, state=State.FAILED))

    assert log.waiting == 0
