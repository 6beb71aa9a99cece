"""The queue of deliveries: in order per conversation, several conversations at a time."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from ringback.webhooks.delivery import Delivery

logger = logging.getLogger(__name__)

# A receiver that stalls holds one of them for five seconds.
MOST_AT_ONCE = 64


class DeliveryQueue:
    """Calls `deliver` with each delivery once those before it in its conversation are over.

    Events without a conversation are in order by account. At most `most_at_once` calls run at a
    time. `waiting` is how many deliveries are not over yet.
    """

    def __init__(
        self,
        deliver: Callable[[Delivery], Awaitable[None]],
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        self.waiting = 0
        self._deliver = deliver
        self._most_at_once = most_at_once
        self._lanes: dict[str, deque[Delivery]] = {}
        self._ready: deque[str] = deque()  # the lanes with deliveries of which none is under way
        self._workers: set[asyncio.Task[None]] = set()

    def put(self, delivery: Delivery) -> None:
        """Add a delivery; returns at once, and calls nothing before the loop's next turn."""
        key = delivery.request.conversation_sid or delivery.request.account_sid
        self.waiting += 1
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(delivery)
            return
        self._lanes[key] = deque([delivery])
        self._ready.append(key)
        if len(self._workers) < self._most_at_once:
            worker = asyncio.get_running_loop().create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work(self) -> None:
        while self._ready:
            key = self._ready.popleft()
            lane = self._lanes[key]
            try:
                await self._deliver(lane[0])
            except Exception:  # the webhooks behind it are still to be sent
                logger.exception("a webhook could not be delivered")
            lane.popleft()
            self.waiting -= 1
            if lane:
                self._ready.append(key)
            else:
                del self._lanes[key]

    async def drain(self, timeout: float) -> bool:
        """Wait until nothing is waiting; return whether that was so within `timeout` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while self._workers and (left := deadline - loop.time()) > 0:
            await asyncio.wait(tuple(self._workers), timeout=left)
        return not self.waiting

    def clear(self) -> None:
        """Stop what is under way, and forget what is waiting."""
        for worker in tuple(self._workers):
            worker.cancel()
        self._workers.clear()
        self._lanes.clear()
        self._ready.clear()
        self.waiting = 0
