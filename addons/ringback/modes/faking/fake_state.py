"""The state of the fake, as the rest of a session sees it."""

from datetime import datetime
from typing import TYPE_CHECKING

from ringback.http.messages import Request
from ringback.modes.outcomes import Answer, Decision, Miss, Source
from ringback.modes.state import ModeState
from ringback.twilio.api import Answered, NotFaked, Reply, TwilioApi
from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.pre_action import PreAction

if TYPE_CHECKING:
    from ringback.twilio.webhooks.inbound_message import (
        DeliveryReply,
        DeliveryUpdate,
        InboundMessage,
        InboundReply,
    )


class FakeState(ModeState):
    """The accounts of a model of the API."""

    def __init__(self, api: TwilioApi) -> None:
        self._api = api

    @property
    def account_sids(self) -> tuple[str, ...]:
        """The accounts that it has, in order of first use."""
        return self._api.account_sids

    def set_up(self, request: Request) -> Decision:
        """Answer a test's own call, which may name the SID of what it creates."""
        return make_decision(self._api.answer(request, chooses_sid=True))

    def receive_message(
        self, message: "InboundMessage"
    ) -> "InboundReply | PreAction[InboundReply]":
        """Process a message from outside; raises UsageError for one that cannot exist."""
        return self._api.receive_message(message)

    def deliver(self, update: "DeliveryUpdate") -> "DeliveryReply":
        """Change the status of a message's receipts, or of one participant's."""
        return self._api.deliver(update)

    def dump(self) -> dict[str, Json]:
        """Return the states of all accounts as a document."""
        return self._api.dump()

    def next_timer(self) -> datetime | None:
        """Return when something happens by itself next."""
        return self._api.next_timer()

    def fire_timers(self, now: datetime) -> tuple[WebhookRequest, ...]:
        """Return the webhooks of what has happened by itself until now."""
        return self._api.fire_timers(now)


def make_decision(reply: Answered | PreAction[Answered]) -> Decision:
    """Return what becomes of a request that the model has answered, or waits with."""
    if isinstance(reply, Reply):
        return Answer(
            reply.response,
            Source.FAKE,
            notes=reply.notes,
            summary=reply.summary,
            webhooks=reply.webhooks,
        )
    if isinstance(reply, NotFaked):
        return Miss(reply.message)
    waiting = reply
    return PreAction(reply.webhook, lambda given: make_decision(waiting.resume(given)))
