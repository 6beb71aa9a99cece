import asyncio
import logging

import pytest

from ringback.webhooks.delivery import Delivery
from ringback.webhooks.delivery_queue import DeliveryQueue
from tests.support.process.waiting import until
from tests.support.webhooks.requests import FIRST, SECOND, webhook

# Long enough for a loaded machine; nothing waits for it.
LIMIT = 30.0


def deliveries(*conversations: str) -> list[Delivery]:
    made = [webhook(conversation=one) for one in conversations]
    return [Delivery(number, request, "t") for number, request in enumerate(made, 1)]


class Recorder:
    """Notes when deliveries begin and end; those of `held` wait to be released."""

    def __init__(self, held: str | None = None) -> None:
        self.events: list[tuple[str, int]] = []
        self.released = asyncio.Event()
        self.most = 0
        self._running = 0
        self._held = held

    async def __call__(self, delivery: Delivery) -> None:
        self._running += 1
        self.most = max(self.most, self._running)
        self.events.append(("begins", delivery.number))
        if delivery.request.conversation_sid == self._held:
            await self.released.wait()
        else:
            await asyncio.sleep(0)
        self.events.append(("ends", delivery.number))
        self._running -= 1


def test_a_conversation_has_one_under_way_at_a_time() -> None:
    async def scenario() -> list[tuple[str, int]]:
        recorder = Recorder()
        queue = DeliveryQueue(recorder)
        for one in deliveries(FIRST, FIRST, FIRST):
            queue.put(one)
        assert await queue.drain(LIMIT)
        return recorder.events

    assert asyncio.run(scenario()) == [
        (what, number) for number in (1, 2, 3) for what in ("begins", "ends")
    ]


def test_a_slow_conversation_delays_no_other() -> None:
    async def scenario() -> list[tuple[str, int]]:
        recorder = Recorder(held=FIRST)
        queue = DeliveryQueue(recorder)
        for one in deliveries(FIRST, SECOND, FIRST, SECOND):
            queue.put(one)
        await until(lambda: ("ends", 4) in recorder.events)
        before = list(recorder.events)
        recorder.released.set()
        assert await queue.drain(LIMIT)
        assert queue.waiting == 0
        return before

    before = asyncio.run(scenario())
    assert ("ends", 1) not in before
    assert ("begins", 3) not in before


def test_events_without_a_conversation_are_in_order_by_account() -> None:
    async def scenario() -> list[int]:
        recorder = Recorder()
        queue = DeliveryQueue(recorder)
        for one in deliveries("", "", ""):
            queue.put(one)
        assert await queue.drain(LIMIT)
        assert recorder.most == 1
        return [number for what, number in recorder.events if what == "ends"]

    assert asyncio.run(scenario()) == [1, 2, 3]


def test_so_many_run_at_once_and_no_more() -> None:
    async def scenario() -> tuple[int, int]:
        recorder = Recorder()
        queue = DeliveryQueue(recorder, most_at_once=3)
        for one in deliveries(*(f"CH{number:032}" for number in range(50))):
            queue.put(one)
        assert await queue.drain(LIMIT)
        return recorder.most, len(recorder.events)

    assert asyncio.run(scenario()) == (3, 100)


def test_nothing_is_called_before_the_loops_next_turn() -> None:
    async def scenario() -> None:
        recorder = Recorder()
        queue = DeliveryQueue(recorder)
        queue.put(deliveries(FIRST)[0])
        assert recorder.events == []
        assert queue.waiting == 1
        assert await queue.drain(LIMIT)
        assert recorder.events

    asyncio.run(scenario())


def test_a_failure_here_does_not_stop_the_conversation(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> list[int]:
        seen: list[int] = []

        async def fail(delivery: Delivery) -> None:
            seen.append(delivery.number)
            raise RuntimeError(delivery.number)

        queue = DeliveryQueue(fail)
        for one in deliveries(FIRST, FIRST):
            queue.put(one)
        assert await queue.drain(LIMIT)
        return seen

    with caplog.at_level(logging.ERROR):
        assert asyncio.run(scenario()) == [1, 2]
    assert "a webhook could not be delivered" in caplog.text


def test_a_drain_has_a_limit_and_clear_stops_what_is_under_way() -> None:
    async def scenario() -> None:
        recorder = Recorder(held=FIRST)
        queue = DeliveryQueue(recorder)
        first, second, third = deliveries(FIRST, FIRST, SECOND)
        queue.put(first)
        queue.put(second)
        assert not await queue.drain(0.01)
        assert queue.waiting == 2
        queue.clear()
        assert queue.waiting == 0
        assert await queue.drain(LIMIT)
        queue.put(third)
        assert await queue.drain(LIMIT)
        assert ("ends", 3) in recorder.events
        assert ("ends", 1) not in recorder.events

    asyncio.run(scenario())
