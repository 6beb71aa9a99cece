import asyncio
from collections.abc import Sequence

import pytest

from ringback.errors import UsageError
from ringback.http.origin import Origin
from ringback.twilio.webhooks.pre_action import PreActionReply
from ringback.webhooks.delivery import Delivery, State
from ringback.webhooks.dispatcher import MOST_BYTES, MOST_WAITING, WebhookDispatcher
from tests.support.process.waiting import until
from tests.support.webhooks.receiver import (
    Answer,
    Receiver,
    receiving,
    replies,
    resets,
    status,
    waits_for,
)
from tests.support.webhooks.requests import FIRST, SECOND, webhook

LIMIT = 30.0


def deliver(
    *answers: Answer,
    bodies: Sequence[str] = ("1",),
    retries: int = 0,
    fragment: str = "",
    most_waiting: int = MOST_WAITING,
    most_bytes: int = MOST_BYTES,
) -> tuple[list[Delivery], Receiver]:
    """Send a webhook for each body; return what has become of them, and the receiver."""

    async def scenario() -> tuple[list[Delivery], Receiver]:
        dispatcher = WebhookDispatcher(most_waiting=most_waiting, most_bytes=most_bytes)
        async with receiving(*answers) as receiver:
            url = receiver.url + fragment
            dispatcher.send(webhook(url, body=body, retries=retries) for body in bodies)
            assert await dispatcher.drain(LIMIT)
        return list(dispatcher.log), receiver

    return asyncio.run(scenario())


def test_webhooks_arrive_in_order() -> None:
    bodies = [str(number) for number in range(50)]

    deliveries, receiver = deliver(bodies=bodies)

    assert receiver.bodies() == bodies
    assert {one.state for one in deliveries} == {State.DELIVERED}
    tokens = {one.headers["i-twilio-idempotency-token"] for one in receiver.received}
    assert tokens == {one.token for one in deliveries}
    assert len(tokens) == len(bodies)


@pytest.mark.parametrize("failure", [status(503), status(429), status(504), resets])
def test_a_failure_is_retried_in_its_place_with_the_same_token(failure: Answer) -> None:
    deliveries, receiver = deliver(failure, failure, status(200), bodies=("1", "2"), retries=2)

    assert receiver.bodies() == ["1", "1", "1", "2"]
    assert [one.form.first("RetryCount") for one in receiver.received] == ["0", "1", "2", "0"]
    tokens = [one.headers["i-twilio-idempotency-token"] for one in receiver.received]
    assert len(set(tokens[:3])) == 1
    assert tokens[3] != tokens[0]
    assert [one.state for one in deliveries] == [State.DELIVERED, State.DELIVERED]
    assert len(deliveries[0].attempts) == 3


def test_after_the_last_retry_it_has_failed_and_the_next_one_follows() -> None:
    deliveries, receiver = deliver(
        status(503), status(503), status(200), bodies=("1", "2"), retries=1
    )

    assert receiver.bodies() == ["1", "1", "2"]
    assert [(one.state, one.reason) for one in deliveries] == [
        (State.FAILED, "answered 503"),
        (State.DELIVERED, ""),
    ]


@pytest.mark.parametrize("number", [302, 400, 404, 500])
def test_other_failures_are_not_retried(number: int) -> None:
    deliveries, receiver = deliver(status(number), retries=3)

    assert len(receiver.received) == 1
    assert deliveries[0].state is State.FAILED


def test_the_urls_fragment_says_how_often() -> None:
    deliveries, receiver = deliver(status(500), fragment="#rc=2&rp=5xx")

    assert [one.target for one in receiver.received] == ["/hook"] * 3
    assert len(deliveries[0].attempts) == 3


def test_a_redirect_is_not_followed() -> None:
    async def scenario() -> tuple[Receiver, Receiver]:
        async with receiving() as elsewhere:
            location = f"Location: {elsewhere.url}\r\nContent-Length: 0"
            redirect = replies(f"HTTP/1.1 307 Moved\r\n{location}\r\n\r\n".encode())
            async with receiving(redirect) as receiver:
                dispatcher = WebhookDispatcher()
                dispatcher.send([webhook(receiver.url)])
                assert await dispatcher.drain(LIMIT)
                return receiver, elsewhere

    receiver, elsewhere = asyncio.run(scenario())
    assert len(receiver.received) == 1
    assert elsewhere.received == []


def test_a_conversation_with_a_stalling_receiver_delays_no_other() -> None:
    async def scenario() -> None:
        released = asyncio.Event()
        async with receiving(waits_for(released)) as slow, receiving() as quick:
            dispatcher = WebhookDispatcher()
            dispatcher.send([webhook(slow.url, conversation=FIRST, body="slow")])
            dispatcher.send([webhook(quick.url, conversation=FIRST, body="after it")])
            dispatcher.send([webhook(quick.url, conversation=SECOND, body="another")])
            await until(lambda: quick.received)
            assert quick.bodies() == ["another"]
            released.set()
            assert await dispatcher.drain(LIMIT)
            assert quick.bodies() == ["another", "after it"]

    asyncio.run(scenario())


def test_what_is_not_called_is_in_the_log_with_the_reason() -> None:
    async def scenario() -> list[Delivery]:
        dispatcher = WebhookDispatcher()
        dispatcher.send(
            [webhook("https://example.com/hook"), webhook(why_not="a Studio flow is not run")]
        )
        assert dispatcher.waiting == 0
        return list(dispatcher.log)

    first, second = asyncio.run(scenario())
    assert first.state is second.state is State.NOT_CALLED
    assert "example.com is another machine" in first.reason
    assert second.reason == "a Studio flow is not run"


def test_with_forwarding_another_machines_webhook_arrives_there() -> None:
    async def scenario() -> Receiver:
        async with receiving() as receiver:
            dispatcher = WebhookDispatcher(Origin("http", "127.0.0.1", receiver.port))
            dispatcher.send([webhook("https://example.com/a?b=c")])
            assert await dispatcher.drain(LIMIT)
            return receiver

    (received,) = asyncio.run(scenario()).received
    assert received.target == "/a?b=c"
    assert received.headers["x-forwarded-host"] == "example.com"


def test_a_queue_that_is_full_drops_and_says_so() -> None:
    deliveries, receiver = deliver(bodies=("1", "2", "3", "4", "5"), most_waiting=3)

    assert receiver.bodies() == ["1", "2", "3"]
    assert [one.state for one in deliveries[3:]] == [State.DROPPED, State.DROPPED]
    assert deliveries[4].reason == "3 others were waiting already; is the receiver too slow?"


def test_what_waits_is_bounded_in_bytes_too() -> None:
    deliveries, receiver = deliver(bodies=["x" * 600] * 3, most_bytes=1_000)

    assert len(receiver.received) == 1
    assert [one.state for one in deliveries[1:]] == [State.DROPPED, State.DROPPED]


# Before an action


def ask(answer: Answer) -> tuple[PreActionReply, list[Delivery]]:
    async def scenario() -> tuple[PreActionReply, list[Delivery]]:
        async with receiving(answer) as receiver:
            dispatcher = WebhookDispatcher()
            reply = await dispatcher.ask(webhook(receiver.url, event="onMessageAdd", retries=3))
            return reply, list(dispatcher.log)

    return asyncio.run(scenario())


def test_an_action_gets_the_reply() -> None:
    reply, (delivery,) = ask(status(200, b'{"body": "ho"}', "application/json"))

    assert reply == PreActionReply(200, b'{"body": "ho"}', "application/json")
    assert delivery.before_action
    assert delivery.state is State.DELIVERED


def test_an_action_is_rejected_at_once() -> None:
    reply, (delivery,) = ask(status(503))

    assert reply.status == 503
    assert len(delivery.attempts) == 1


def test_without_an_answer_an_action_gets_none() -> None:
    reply, (delivery,) = ask(resets)

    assert reply == PreActionReply(None)
    assert delivery.state is State.FAILED


def test_an_action_waits_for_a_limited_time() -> None:
    async def scenario() -> tuple[PreActionReply, list[Delivery]]:
        never = asyncio.Event()
        async with receiving(waits_for(never)) as receiver:
            dispatcher = WebhookDispatcher(reply_timeout=0.05)
            reply = await dispatcher.ask(webhook(f"{receiver.url}#tt=15000&rt=15000"))
            never.set()
            return reply, list(dispatcher.log)

    reply, (delivery,) = asyncio.run(scenario())
    assert reply == PreActionReply(None)
    assert "no answer" in delivery.reason


def test_an_action_does_not_wait_for_another_machine() -> None:
    async def scenario() -> tuple[PreActionReply, list[Delivery]]:
        dispatcher = WebhookDispatcher()
        return await dispatcher.ask(webhook("https://example.com/")), list(dispatcher.log)

    reply, (delivery,) = asyncio.run(scenario())
    assert reply == PreActionReply(None)
    assert delivery.state is State.NOT_CALLED


def test_an_action_whose_client_has_gone_is_noted() -> None:
    async def scenario() -> list[Delivery]:
        never = asyncio.Event()
        async with receiving(waits_for(never)) as receiver:
            dispatcher = WebhookDispatcher()
            asking = asyncio.create_task(dispatcher.ask(webhook(receiver.url)))
            await until(lambda: receiver.received)
            asking.cancel()
            await asyncio.wait([asking])
            never.set()
            return list(dispatcher.log)

    (delivery,) = asyncio.run(scenario())
    assert (delivery.state, delivery.reason) == (State.DROPPED, "the action was abandoned")


# Again, and the end


def test_a_delivery_is_sent_again_as_it_was() -> None:
    async def scenario() -> tuple[Receiver, Delivery]:
        async with receiving(status(500), status(200)) as receiver:
            dispatcher = WebhookDispatcher()
            dispatcher.send([webhook(receiver.url)])
            assert await dispatcher.drain(LIMIT)
            again = dispatcher.resend(1)
            assert await dispatcher.drain(LIMIT)
            found = dispatcher.log.find(again.number)
            assert found is not None
            return receiver, found

    receiver, again = asyncio.run(scenario())
    first, second = receiver.received
    assert first == second
    assert (again.number, again.resent, again.state) == (2, 1, State.DELIVERED)


def test_what_cannot_be_sent_again_is_the_operators_mistake() -> None:
    async def scenario() -> None:
        dispatcher = WebhookDispatcher()
        with pytest.raises(UsageError, match="there is no delivery 7"):
            dispatcher.resend(7)
        await dispatcher.ask(webhook("https://example.com/", event="onMessageAdd"))
        with pytest.raises(UsageError, match="of onMessageAdd, whose action is over"):
            dispatcher.resend(1)

    asyncio.run(scenario())


def test_what_waits_at_the_end_is_dropped_and_counted() -> None:
    async def scenario() -> tuple[int, list[Delivery]]:
        never = asyncio.Event()
        async with receiving(waits_for(never)) as receiver:
            dispatcher = WebhookDispatcher()
            dispatcher.send(webhook(receiver.url, body=str(number)) for number in range(3))
            await until(lambda: receiver.received)
            assert not await dispatcher.drain(0.01)
            dropped = dispatcher.drop("the session has ended")
            assert dispatcher.waiting == 0
            never.set()
            return dropped, list(dispatcher.log)

    dropped, deliveries = asyncio.run(scenario())
    assert dropped == 3
    assert {(one.state, one.reason) for one in deliveries} == {
        (State.DROPPED, "the session has ended")
    }


def test_nothing_is_sent_after_the_end() -> None:
    async def scenario() -> list[Delivery]:
        async with receiving() as receiver:
            dispatcher = WebhookDispatcher()
            assert dispatcher.drop("the session has ended") == 0
            dispatcher.send([webhook(receiver.url)])
            assert await dispatcher.drain(LIMIT)
            assert receiver.received == []
            return list(dispatcher.log)

    (delivery,) = asyncio.run(scenario())
    assert (delivery.state, delivery.reason) == (State.DROPPED, "the session has ended")
