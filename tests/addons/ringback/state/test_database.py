import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ringback.errors import UsageError
from ringback.state.connection import Connection, StateError
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from tests.support.process.waiting import TIMEOUT
from tests.support.state.databases import Connect, Proxy
from tests.support.twilio.caller import Caller

NAMES = 40
CANNOT = "the state in the state cannot be used"


def webhook(conversation: str = "CH1") -> WebhookRequest:
    target = WebhookTarget("http://127.0.0.1/hook", "POST", "account")
    return WebhookRequest("onMessageAdded", target, (), "AC1", conversation, datetime.now(UTC))


def create(proxy: Proxy, name: str) -> Callable[[Connection], int]:
    return lambda _: Caller(proxy.api).post("/Conversations", {"UniqueName": name}).status


async def close(*proxies: Proxy) -> None:
    for proxy in proxies:
        await proxy.database.detach(proxy.session)


class Failing:
    """A connection whose statements fail while it is told to."""

    def __init__(self, inner: Connection) -> None:
        self.inner = inner
        self.fails = ""
        self.is_lost = False

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        if self.fails and self.fails in statement:
            raise self.inner.errors[0]("the disk is full")
        return self.inner.execute(statement, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def test_of_two_proxies_that_create_one_name_at_once_one_succeeds(connect: Connect) -> None:
    async def scenario() -> list[tuple[int, ...]]:
        proxies = [Proxy(connect) for _ in range(2)]
        statuses = []
        for number in range(NAMES):
            running = [
                one.database.run(one.session, create(one, f"name-{number}")) for one in proxies
            ]
            statuses.append(tuple(sorted(await asyncio.gather(*running))))
        await close(*proxies)
        return statuses

    assert asyncio.run(scenario()) == [(201, 409)] * NAMES


def test_many_requests_at_once_share_a_transaction_and_keep_their_order(connect: Connect) -> None:
    async def scenario() -> list[int]:
        proxy = Proxy(connect)
        run = proxy.database.run
        jobs = [run(proxy.session, create(proxy, f"n{number % 50}")) for number in range(100)]
        statuses = await asyncio.gather(*jobs)
        await close(proxy)
        return statuses

    assert asyncio.run(scenario()) == [201] * 50 + [409] * 50


def test_a_mistake_of_one_request_leaves_the_others_alone(connect: Connect) -> None:
    async def scenario() -> tuple[Any, ...]:
        proxy = Proxy(connect)

        def refuse(_: Connection) -> int:
            raise UsageError("no")

        run = proxy.database.run
        jobs = [
            run(proxy.session, work) for work in (create(proxy, "a"), refuse, create(proxy, "b"))
        ]
        results = await asyncio.gather(*jobs, return_exceptions=True)
        await close(proxy)
        return tuple(results)

    first, second, third = asyncio.run(scenario())
    assert (first, third) == (201, 201)
    assert isinstance(second, UsageError)


@pytest.mark.parametrize("statement", ["SELECT id", "UPDATE sessions", "UPDATE ringback"])
def test_a_database_that_fails_leaves_nothing_half_written_and_heals(
    connect: Connect, caplog: pytest.LogCaptureFixture, statement: str
) -> None:
    caplog.set_level(logging.WARNING)

    async def scenario() -> list[int]:
        made: list[Failing] = []

        def connect_failing() -> Any:
            made.append(Failing(connect()))
            made[-1].fails = made[-2].fails if len(made) > 1 else ""
            return made[-1]

        proxy = Proxy(connect_failing)
        run = proxy.database.run
        first = await run(proxy.session, create(proxy, "kept"))
        for one in made:
            one.fails = statement
        for _ in range(2):
            if statement != "UPDATE ringback":
                with pytest.raises(StateError, match="the state: the state cannot be used"):
                    await run(proxy.session, create(proxy, "lost"))
        for one in made:
            one.fails = ""
        last = [await run(proxy.session, create(proxy, name)) for name in ("kept", "lost")]
        await close(proxy)
        return [first, *last]

    assert asyncio.run(scenario()) == [201, 409, 201]
    lines = [record.getMessage() for record in caplog.records]
    if statement != "UPDATE ringback":
        assert lines == [
            f"{CANNOT}: the disk is full; requests get a 503 until it can",
            "the state in the state can be used again",
        ]


def test_a_connection_that_broke_meanwhile_is_replaced_unnoticed(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> int:
        made: list[Failing] = []

        def connect_failing() -> Any:
            made.append(Failing(connect()))
            return made[-1]

        proxy = Proxy(connect_failing)
        await proxy.database.run(proxy.session, create(proxy, "a"))
        made[-1].fails, made[-1].is_lost = "SELECT id", True
        status = await proxy.database.run(proxy.session, create(proxy, "a"))
        await close(proxy)
        return status

    assert asyncio.run(scenario()) == 409
    assert caplog.records == []


def test_a_commit_of_which_nobody_knows_is_an_error_and_what_it_did_is_seen_later(
    connect: Connect,
) -> None:
    class Broken(Failing):
        """A connection that breaks when the database has committed."""

        def commit(self) -> None:
            self.inner.commit()
            if self.fails:
                raise self.inner.errors[0]("the connection broke")

    async def scenario() -> list[int]:
        made: list[Broken] = []

        def connect_broken() -> Any:
            made.append(Broken(connect()))
            return made[-1]

        proxy = Proxy(connect_broken)
        run = proxy.database.run
        await run(proxy.session, create(proxy, "a"))
        made[-1].fails = "once"
        with pytest.raises(StateError):
            await run(proxy.session, create(proxy, "b"))
        statuses = [await run(proxy.session, create(proxy, name)) for name in ("a", "b", "c")]
        await close(proxy)
        return statuses

    assert asyncio.run(scenario()) == [409, 409, 201]


def test_a_server_that_lacks_what_another_one_had_is_believed(connect: Connect) -> None:
    async def scenario() -> int:
        made: list[Failing] = []

        def connect_failing() -> Any:
            made.append(Failing(connect()))
            return made[-1]

        proxy = Proxy(connect_failing)
        await proxy.database.run(proxy.session, create(proxy, "a"))
        # As after a failover to a server that the last transaction has not reached.
        other = connect()
        other.execute("DELETE FROM records")
        other.execute("UPDATE sessions SET version = 0")
        other.close()
        made[-1].fails, made[-1].is_lost = "SELECT id", True
        status = await proxy.database.run(proxy.session, create(proxy, "a"))
        await close(proxy)
        return status

    assert asyncio.run(scenario()) == 201


def test_an_error_of_the_model_undoes_the_transaction(connect: Connect) -> None:
    async def scenario() -> int:
        proxy = Proxy(connect)

        def fail(_: Connection) -> None:
            create(proxy, "half")(_)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await proxy.database.run(proxy.session, fail)
        status = await proxy.database.run(proxy.session, create(proxy, "half"))
        await close(proxy)
        return status

    assert asyncio.run(scenario()) == 201


def test_the_deliveries_of_a_proxy_that_ends_are_taken_over(connect: Connect) -> None:
    async def scenario() -> list[str]:
        one, other = Proxy(connect), Proxy(connect)
        loop = asyncio.get_running_loop()
        taken: asyncio.Future[tuple[WebhookRequest, ...]] = loop.create_future()

        def note(webhooks: tuple[WebhookRequest, ...]) -> None:
            if webhooks:
                loop.call_soon_threadsafe(taken.set_result, webhooks)

        other.session.on_news = note
        run = one.database.run
        own = await run(one.session, lambda _: (webhook(),), lambda r: r, lambda _, own: own)
        assert len(own) == 1
        await close(one)
        got = await asyncio.wait_for(taken, TIMEOUT)
        await close(other)
        return [each.token for each in got] + [each.token for each in own]

    first, second = asyncio.run(scenario())
    assert first == second


def test_a_delivery_that_is_over_is_forgotten(connect: Connect) -> None:
    async def scenario() -> int:
        proxy = Proxy(connect)
        run = proxy.database.run
        own = await run(proxy.session, lambda _: (webhook(),), lambda r: r, lambda _, own: own)
        proxy.database.remove_delivery(proxy.session, own[0].number)
        left = await run(proxy.session, lambda c: len(c.execute("SELECT * FROM deliveries")))
        await close(proxy)
        return left

    assert asyncio.run(scenario()) == 0
