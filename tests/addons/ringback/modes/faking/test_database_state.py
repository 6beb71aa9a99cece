import asyncio
from functools import partial
from pathlib import Path

import pytest

from ringback.modes.faking.database_state import DatabaseState
from ringback.modes.faking.fake_state import FakeState
from ringback.modes.outcomes import Answer
from ringback.state.connection import StateError
from ringback.twilio.api import TwilioApi
from ringback.twilio.values.sid_sources import SeededSids
from ringback.twilio.webhooks.configuration import WebhookSettings
from ringback.twilio.webhooks.inbound_message import InboundMessage
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply
from tests.support.state.databases import Proxy, connect_to_sqlite
from tests.support.twilio.caller import Clock
from tests.support.twilio.fake_mode import post
from tests.support.twilio.webhooks import NUMBER, PHONE, PRE_URL

CONVERSATION = post("/v1/Conversations", b"Timers.Inactive=PT1M")


def open_state(folder: Path) -> DatabaseState:
    webhooks = WebhookSettings(sent="all", post_url="http://127.0.0.1/post", pre_url=PRE_URL)
    api = TwilioApi(clock=Clock(), sids=SeededSids(1), webhooks=webhooks)
    proxy = Proxy(connect_to_sqlite(folder), api)
    proxy.database._sessions = []  # the state attaches the session itself
    return DatabaseState(FakeState(api), proxy.database, proxy.session)


async def settle(state: DatabaseState, body: bytes, path: str = "/v1/Conversations") -> Answer:
    decision = await state.run(lambda: state.set_up(post(path, body)))
    while isinstance(decision, PreAction):
        decision = await state.run(partial(decision.resume, PreActionReply(200)))
    assert isinstance(decision, Answer)
    return decision


def test_it_shows_the_accounts_and_timers_after_the_last_transaction(tmp_path: Path) -> None:
    async def scenario() -> list[tuple[int, bool]]:
        state = open_state(tmp_path)
        shown = [(len(state.account_sids), state.next_timer() is not None)]
        await settle(state, b"Timers.Inactive=PT1M")
        shown.append((len(state.account_sids), state.next_timer() is not None))
        await state.empty()
        shown.append((len(state.account_sids), state.next_timer() is not None))
        await state.close()
        return shown

    assert asyncio.run(scenario()) == [(0, False), (1, True), (0, False)]


def test_the_webhooks_of_an_answer_are_those_that_were_written(tmp_path: Path) -> None:
    async def scenario() -> list[int]:
        state = open_state(tmp_path)
        answer = await settle(state, b"")
        state.note_delivered(answer.webhooks[0].number)
        await state.close()
        return [webhook.number for webhook in answer.webhooks]

    assert asyncio.run(scenario()) == [1]


def test_an_inbound_message_does_not_go_on_in_a_copy_that_was_thrown_away(tmp_path: Path) -> None:
    async def scenario() -> None:
        state = open_state(tmp_path)
        made = (await settle(state, b"")).webhooks[0].conversation_sid
        pair = (
            f"MessagingBinding.Address=%2B{PHONE[1:]}&MessagingBinding.ProxyAddress=%2B{NUMBER[1:]}"
        )
        await settle(state, pair.encode(), f"/v1/Conversations/{made}/Participants")
        message = InboundMessage(PHONE, NUMBER, "hi")
        waiting = await state.run(lambda: state.receive_message(message))
        assert isinstance(waiting, PreAction)
        await state.empty()
        with pytest.raises(StateError, match="send the message again"):
            await state.run(lambda: waiting.resume(PreActionReply(200)))
        await state.close()

    asyncio.run(scenario())
