import asyncio
from datetime import datetime

from ringback.http.messages import Request, Response
from ringback.modes.outcomes import Answer, Decision, Source
from ringback.modes.state import ModeState
from ringback.twilio.values.types import Json
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.inbound_message import (
    DeliveryReply,
    DeliveryUpdate,
    InboundMessage,
    InboundReply,
)


class PlainState(ModeState):
    """Has what every state has to have, and nothing else."""

    account_sids = ()

    def set_up(self, request: Request) -> Decision:
        return Answer(Response(201), Source.FAKE)

    def receive_message(self, message: InboundMessage) -> InboundReply:
        raise NotImplementedError

    def deliver(self, update: DeliveryUpdate) -> DeliveryReply:
        raise NotImplementedError

    def dump(self) -> dict[str, Json]:
        return {}

    def next_timer(self) -> datetime | None:
        return None

    def fire_timers(self, now: datetime) -> tuple[WebhookRequest, ...]:
        return ()


def test_a_state_that_is_in_memory_does_its_work_at_once() -> None:
    state = PlainState()

    assert (state.waits, state.is_usable) == (False, True)
    assert asyncio.run(state.run(state.dump)) == {}


def test_a_state_that_no_other_proxy_shares_has_nothing_to_do() -> None:
    state = PlainState()
    heard: list[object] = []

    state.watch(heard.append, lambda: heard.append("reset"))
    state.note_delivered(1)
    asyncio.run(state.empty())

    assert heard == []
