from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ringback.state import delivery_table
from ringback.state.connection import Connection
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from tests.support.state.databases import Connect, prepared

TARGET = WebhookTarget("http://127.0.0.1/hook", "POST", "account")


def webhook(conversation: str, body: str = "") -> WebhookRequest:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    parameters = (("Body", body),)
    return WebhookRequest(
        "onMessageAdded", TARGET, parameters, "AC1", conversation, now, "secret", 1
    )


@pytest.fixture
def connection(connect: Connect) -> Iterator[Connection]:
    """A database with two proxies that run."""
    made = prepared(connect)
    made.begin()
    for proxy in ("a", "b"):
        delivery_table.note_running(made, proxy)
    yield made
    made.rollback()
    made.close()


def add(
    connection: Connection, proxy: str, *webhooks: WebhookRequest
) -> tuple[WebhookRequest, ...]:
    return delivery_table.add(connection, 1, proxy, webhooks)


def take(connection: Connection, proxy: str, *known: int) -> list[str]:
    taken = delivery_table.take_over(connection, 1, proxy, set(known))
    return [dict(one.parameters)["Body"] for one in taken]


def test_who_writes_a_delivery_has_it(connection: Connection) -> None:
    own = add(connection, "a", webhook("CH1", "1"), webhook("CH1", "2"))

    assert [dict(one.parameters)["Body"] for one in own] == ["1", "2"]
    assert all(one.number and one.token for one in own)
    assert take(connection, "b") == []
    assert take(connection, "a", *(one.number for one in own)) == []


def test_the_order_of_a_conversation_is_kept_across_proxies(connection: Connection) -> None:
    first = add(connection, "a", webhook("CH1", "1"))
    assert (
        add(connection, "b", webhook("CH1", "2"), webhook("CH2", "3"))[0].conversation_sid == "CH2"
    )
    assert take(connection, "b", 3) == []
    assert add(connection, "a", webhook("CH1", "4")) == ()

    delivery_table.remove(connection, [first[0].number])

    assert delivery_table.list_waiting_sessions(connection, "a") == {1}
    assert take(connection, "b", 3) == ["2", "4"]


def test_what_follows_a_delivery_that_has_begun_waits_for_its_end(connection: Connection) -> None:
    (begun,) = add(connection, "a", webhook("CH1", "1"))
    add(connection, "b", webhook("CH1", "2"))

    assert take(connection, "a", begun.number) == []

    delivery_table.remove(connection, [begun.number])

    assert take(connection, "a") == ["2"]


def test_what_a_proxy_leaves_another_one_takes_over(connection: Connection) -> None:
    add(connection, "a", webhook("CH1", "1"))
    delivery_table.leave(connection, "a")

    assert take(connection, "b") == ["1"]
    assert take(connection, "c") == []


def test_what_a_dead_proxy_had_is_taken_over_after_the_lease(connection: Connection) -> None:
    add(connection, "a", webhook("CH1", "1"))
    connection.execute("UPDATE proxies SET seen = seen - 11 WHERE id = 'a'")
    delivery_table.forget_gone(connection)

    assert take(connection, "b") == ["1"]


def test_what_a_proxy_does_not_know_that_it_has_is_sent_once_more(connection: Connection) -> None:
    add(connection, "a", webhook("CH1", "1"))

    assert take(connection, "a") == ["1"]


def test_the_auth_token_is_not_written(connection: Connection) -> None:
    add(connection, "a", webhook("CH1"))
    (row,) = connection.execute("SELECT * FROM deliveries")

    assert "secret" not in repr(row)


def test_what_calls_no_url_is_not_written(connection: Connection) -> None:
    target = WebhookTarget("FW1", "POST", "conversation", called=False, why_not="no flows")
    flow = WebhookRequest("onMessageAdded", target, (), "AC1", "CH1", datetime.now(UTC))

    assert add(connection, "a", flow) == (flow,)
    assert connection.execute("SELECT * FROM deliveries") == []
