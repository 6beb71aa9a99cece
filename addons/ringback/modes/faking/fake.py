"""Fake: every answer comes from the model of the API, and nothing reaches Twilio."""

import asyncio
from datetime import datetime

from ringback.http.messages import Request
from ringback.modes.base import Answer, Decision, Miss, Mode, Source
from ringback.twilio.api import Answered, NotFaked, Reply, TwilioApi
from ringback.twilio.operations.request_form import parse_request
from ringback.twilio.values import hosts
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.inbound_message import DeliveryReply, InboundMessage, InboundReply
from ringback.twilio.webhooks.pre_action import PreAction


class FakeMode(Mode):
    """Answers each request as Twilio would; a request that the model does not know is a miss."""

    name = "fake"

    def __init__(self, api: TwilioApi) -> None:
        self._api = api

    def decide(self, request: Request) -> Decision:
        """Answer a request from the state of its account."""
        if not hosts.is_doubled(request.host):
            from ringback.modes.faking.unfaked_host import (
                explain_unfaked_host,  # with cassettes' modules
            )

            return explain_unfaked_host(request)
        return _decide(self._api.answer(request))

    async def decide_large(self, request: Request) -> Decision:
        """Answer a large request, whose body is parsed in a thread."""
        if not hosts.is_doubled(request.host):
            return self.decide(request)
        return _decide(self._api.answer(await asyncio.to_thread(parse_request, request)))

    def set_up(self, request: Request) -> Decision:
        """Answer a test's own call, which may name the SID of what it creates."""
        return _decide(self._api.answer(request, chooses_sid=True))

    def receive_message(self, message: InboundMessage) -> InboundReply | PreAction[InboundReply]:
        """Process a message from outside; raises UsageError for one that cannot exist."""
        return self._api.receive_message(message)

    @property
    def account_sids(self) -> tuple[str, ...]:
        """The accounts that have a state, in order of first use."""
        return self._api.account_sids

    def deliver(
        self,
        message_sid: str,
        status: str,
        error_code: int | None = None,
        participant_sid: str | None = None,
    ) -> DeliveryReply:
        """Change the status of a message's receipts, or of one participant's."""
        return self._api.deliver(message_sid, status, error_code, participant_sid)

    def next_timer(self) -> datetime | None:
        """Return when something happens by itself next."""
        return self._api.next_timer()

    def fire_timers(self, now: datetime) -> tuple[WebhookRequest, ...]:
        """Return the webhooks of what has happened by itself until now."""
        return self._api.fire_timers(now)


def _decide(reply: Answered | PreAction[Answered]) -> Decision:
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
    return PreAction(reply.webhook, lambda given: _decide(waiting.resume(given)))
