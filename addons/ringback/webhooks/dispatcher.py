"""Sends the webhooks of one session, and asks before actions."""

import asyncio
import uuid
from collections.abc import Iterable
from dataclasses import replace

from ringback.errors import UsageError
from ringback.http.origin import Origin
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.pre_action import PreActionReply
from ringback.webhooks import client
from ringback.webhooks.delivery import Delivery, State, conclude
from ringback.webhooks.delivery_log import DeliveryLog
from ringback.webhooks.delivery_queue import DeliveryQueue
from ringback.webhooks.destination import Destination, NoDestination, find_destination
from ringback.webhooks.outgoing import make_outgoing
from ringback.webhooks.overrides import TIMEOUT, ConnectionOverrides, parse_overrides

# How many deliveries of a session may wait; a receiver that stalls must not fill the memory.
MOST_WAITING = 10_000
MOST_BYTES = 64 * 1024 * 1024
# What the log of a session keeps, by number and in bytes.
KEPT = 1_000
KEPT_BYTES = 16 * 1024 * 1024


class WebhookDispatcher:
    """Delivers webhooks to this machine, or to the origin `forward_to`.

    - `log` has what has become of each, the newest `keep` of them and `keep_bytes`.
    - `most_waiting` and `most_bytes`: how many deliveries may wait, and bytes of them.
    - `reply_timeout`: seconds that an action waits for the reply to its webhook.
    """

    def __init__(
        self,
        forward_to: Origin | None = None,
        keep: int = KEPT,
        keep_bytes: int = KEPT_BYTES,
        *,
        most_waiting: int = MOST_WAITING,
        most_bytes: int = MOST_BYTES,
        reply_timeout: float = TIMEOUT,
    ) -> None:
        self._most_waiting, self._most_bytes = most_waiting, most_bytes
        self._reply_timeout = reply_timeout
        self.log = DeliveryLog(keep, keep_bytes)
        self._forward_to = forward_to
        self._closed = ""  # why nothing is sent any more
        self._queue = DeliveryQueue(self._deliver)

    @property
    def waiting(self) -> int:
        """How many deliveries are waiting or under way."""
        return self._queue.waiting

    def send(self, webhooks: Iterable[WebhookRequest]) -> None:
        """Send webhooks after the reply that is about to be written, in order; returns at once."""
        for request in webhooks:
            self._enqueue(self.log.add(request, request.token or _make_token()))

    def resend(self, number: int) -> Delivery:
        """Send the request of a delivery once more, with the same idempotency token.

        Raises UsageError if there is no such delivery, or it cannot be sent.
        """
        before = self.log.find(number)
        if before is None:
            raise UsageError(f"there is no delivery {number}; `ringback webhook list` lists them")
        if before.before_action:
            raise UsageError(
                f"the delivery {number} is of {before.request.event}, whose action is over; "
                "repeat the action"
            )
        again = self.log.add(before.request, before.token, resent=number)
        self._enqueue(again)
        return self.log.find(again.number) or again

    def _enqueue(self, delivery: Delivery) -> None:
        to = self._find_destination(delivery.request)
        if isinstance(to, NoDestination):
            self.log.update(delivery.ended(State.NOT_CALLED, to.reason))
        elif self._closed:
            self.log.update(delivery.ended(State.DROPPED, self._closed))
        elif self._queue.waiting >= self._most_waiting or self.log.size > self._most_bytes:
            reason = f"{self._queue.waiting} others were waiting already; is the receiver too slow?"
            self.log.update(delivery.ended(State.DROPPED, reason))
        else:
            self._queue.put(delivery)

    def _find_destination(self, request: WebhookRequest) -> Destination | NoDestination:
        if not request.target.called:
            return NoDestination(request.target.why_not)
        return find_destination(request.target.url, self._forward_to)

    async def ask(self, webhook: WebhookRequest) -> PreActionReply:
        """Call the webhook of an action that waits; return its reply, or that there is none."""
        delivery = self.log.add(webhook, _make_token(), before_action=True)
        to = self._find_destination(webhook)
        if isinstance(to, NoDestination):
            self.log.update(delivery.ended(State.NOT_CALLED, to.reason))
            return PreActionReply(None)
        return await self._ask(delivery, to)

    async def _ask(self, delivery: Delivery, to: Destination) -> PreActionReply:
        overrides = parse_overrides(to.fragment)
        overrides = replace(overrides, total=min(overrides.total, self._reply_timeout))
        outgoing = make_outgoing(delivery.request, to, delivery.token)
        try:
            attempt = await client.call(to, outgoing, overrides)
        except asyncio.CancelledError:
            self.log.update(delivery.ended(State.DROPPED, "the action was abandoned"))
            raise
        self.log.update(conclude(delivery.with_attempt(attempt)))
        reply = attempt.reply
        if reply is None:
            return PreActionReply(None)
        return PreActionReply(reply.status, reply.body, reply.headers.get("Content-Type") or "")

    async def _deliver(self, delivery: Delivery) -> None:
        """Call a receiver, again and again where that is wanted."""
        to = self._find_destination(delivery.request)
        assert isinstance(to, Destination)
        overrides = parse_overrides(to.fragment, delivery.request.retries)
        for number in range(overrides.retries + 1):
            delivery = await self._attempt(delivery, to, overrides, number)
            last = delivery.attempts[-1]
            if not overrides.retries_after(last.status, connected=last.connected):
                break
        self.log.update(conclude(delivery))

    async def _attempt(
        self, delivery: Delivery, to: Destination, overrides: ConnectionOverrides, number: int
    ) -> Delivery:
        outgoing = make_outgoing(delivery.request, to, delivery.token, number)
        attempt = await client.call(to, outgoing, overrides)
        delivery = delivery.with_attempt(attempt)
        self.log.update(delivery)
        return delivery

    async def drain(self, timeout: float) -> bool:
        """Wait until every delivery is over; return whether they were within `timeout` seconds."""
        return await self._queue.drain(timeout)

    def drop(self, reason: str) -> int:
        """Drop what is waiting or under way, and what is yet to come; return how many there were.

        An action that waited for a reply may go on later.
        """
        self._closed = reason
        self._queue.clear()
        waiting = [one for one in self.log if not one.is_over]
        for delivery in waiting:
            self.log.update(delivery.ended(State.DROPPED, reason))
        return len(waiting)

    def reset(self) -> None:
        """Drop what is waiting or under way, and forget every delivery."""
        self._queue.clear()
        self.log.clear()


def _make_token() -> str:
    """Return a new idempotency token."""
    return str(uuid.uuid4())
