import asyncio
from datetime import UTC, datetime

from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply, settle

TARGET = WebhookTarget("http://127.0.0.1:5000/hook", "POST", "account")
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def webhook(event: str) -> WebhookRequest:
    return WebhookRequest(event, TARGET, (), "AC1", "CH1", NOW)


async def reply_with_event(asked: WebhookRequest) -> PreActionReply:
    return PreActionReply(200, asked.event.encode())


def test_an_outcome_that_waits_for_nothing_is_settled() -> None:
    assert asyncio.run(settle("done", reply_with_event)) == "done"


def test_an_action_may_wait_more_than_once() -> None:
    def ask_again(first: PreActionReply) -> PreAction[bytes]:
        return PreAction(webhook("onMessageAdd"), lambda second: first.body + second.body)

    waiting: bytes | PreAction[bytes] = PreAction(webhook("onConversationAdd"), ask_again)

    assert asyncio.run(settle(waiting, reply_with_event)) == b"onConversationAddonMessageAdd"
