"""The deliveries of a session, in the order in which they were asked for."""

from collections import deque
from collections.abc import Callable, Iterator

from ringback.twilio.webhooks.event import WebhookRequest
from ringback.webhooks.delivery import Delivery

Listener = Callable[[Delivery], None]


class DeliveryLog:
    """The newest deliveries, at most `keep` of them, whose contents have at most `keep_bytes`.

    Those that wait are always kept, and so is the newest.

    - `total`: the number of the newest one, from 1 on.
    - `waiting`: how many are not over.
    - `revision`: grows with each change.
    - `size`: of the contents of all, in bytes.
    """

    def __init__(self, keep: int, keep_bytes: int) -> None:
        self.total = 0
        self.waiting = 0
        self.revision = 0
        self.size = 0
        self._keep = keep
        self._keep_bytes = keep_bytes
        self._deliveries: dict[int, Delivery] = {}
        self._over: deque[int] = deque()  # the numbers of those that are over, as they came to be
        self._listeners: list[Listener] = []

    def __iter__(self) -> Iterator[Delivery]:
        return iter(tuple(self._deliveries.values()))

    def after(self, number: int) -> tuple[Delivery, ...]:
        """Return each kept delivery with a number above `number`, in order."""
        return tuple(one for one in self._deliveries.values() if one.number > number)

    def find(self, number: int) -> Delivery | None:
        """Return the delivery of a number; None if there is none, or it is no longer kept."""
        return self._deliveries.get(number)

    def listen(self, listener: Listener) -> None:
        """Call `listener` with each delivery that is added, or of which something has become."""
        self._listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        """Call `listener` no longer."""
        self._listeners.remove(listener)

    def add(
        self,
        request: WebhookRequest,
        token: str,
        *,
        before_action: bool = False,
        resent: int | None = None,
    ) -> Delivery:
        """Add a request that is to be delivered."""
        self.total += 1
        delivery = Delivery(self.total, request, token, before_action=before_action, resent=resent)
        self.waiting += 1
        self._put(delivery)
        return delivery

    def update(self, delivery: Delivery) -> None:
        """Replace a delivery by what has become of it."""
        before = self._deliveries.get(delivery.number)
        if before is None:  # the log was cleared
            return
        self.size -= _size(before)
        if delivery.is_over and not before.is_over:
            self.waiting -= 1
            self._over.append(delivery.number)
        self._put(delivery)

    def _put(self, delivery: Delivery) -> None:
        self._deliveries[delivery.number] = delivery
        self.size += _size(delivery)
        self.revision += 1
        self._forget()
        for listener in tuple(self._listeners):
            listener(delivery)

    def _forget(self) -> None:
        """Forget those that have been over the longest, while there are too many."""
        while len(self._deliveries) > self._keep or self.size > self._keep_bytes:
            if not self._over or self._over[0] == self.total:
                return
            self.size -= _size(self._deliveries.pop(self._over.popleft()))

    def clear(self) -> None:
        """Forget every delivery; the next one gets the next number."""
        self._deliveries.clear()
        self._over.clear()
        self.revision += 1
        self.size = 0
        self.waiting = 0


def _size(delivery: Delivery) -> int:
    """Return the size of what a delivery has sent and received, in characters and bytes."""
    sent = sum(len(value) for _, value in delivery.request.parameters)
    replies = (attempt.reply for attempt in delivery.attempts)
    return sent + sum(len(reply.body) for reply in replies if reply is not None)
