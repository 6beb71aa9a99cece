import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback.webhooks.delivery import State
from ringback_proxy.control.app import make_app
from ringback_proxy.control.context import ControlContext
from ringback_proxy.sessions.session import Session
from tests.support.cassettes.exchanges import TOKEN, create, created
from tests.support.process.waiting import until
from tests.support.webhooks.receiver import receiving, status
from tests.support.webhooks.requests import webhook

DELIVERIES = "/sessions/default/deliveries"


@pytest.fixture
def session(control: ControlContext) -> Session:
    return control.sessions.find("default").session


async def ask(control: ControlContext, method: str, path: str) -> Any:
    transport = httpx.ASGITransport(make_app(control))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        headers = {"Authorization": f"Bearer {control.token}"}
        return (await client.request(method, f"/ringback{path}", headers=headers)).json()


def add(session: Session, *, state: State | None = None) -> None:
    delivery = session.webhooks.log.add(webhook(), "token")
    if state is not None:
        session.webhooks.log.update(delivery.ended(state))


def test_deliveries_are_listed_from_a_number_on(call: Any, session: Session) -> None:
    for state in (State.DELIVERED, None):
        add(session, state=state)

    listed = call("GET", DELIVERIES).json()

    assert [(one["number"], one["state"]) for one in listed["deliveries"]] == [
        (1, "delivered"),
        (2, "waiting"),
    ]
    assert (listed["last"], listed["waiting"], listed["revision"]) == (2, 1, 3)
    assert [one["number"] for one in call("GET", f"{DELIVERIES}?after=1").json()["deliveries"]] == [
        2
    ]


def test_what_has_changed_is_listed_at_once(call: Any, session: Session) -> None:
    add(session)

    assert call("GET", f"{DELIVERIES}?wait=30&revision=0").json()["last"] == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda session: add(session), id="a delivery"),
        pytest.param(lambda session: session.webhooks.drop("over"), id="what became of one"),
        pytest.param(lambda session: session.clear(), id="a reset"),
        pytest.param(lambda session: session._notify("ended"), id="the end"),
    ],
)
def test_a_call_waits_for_a_change(
    control: ControlContext, session: Session, change: Callable[[Session], object]
) -> None:
    add(session)

    async def wait() -> Any:
        revision = session.webhooks.log.revision
        path = f"{DELIVERIES}?wait=30&revision={revision}"
        asking = asyncio.create_task(ask(control, "GET", path))
        await until(lambda: session._listeners)
        change(session)
        return await asking

    assert "deliveries" in asyncio.run(wait())
    assert session.webhooks.log._listeners == []
    assert session._listeners == []


def test_a_delivery_is_sent_again(control: ControlContext, session: Session) -> None:
    async def scenario() -> tuple[list[str | None], Any]:
        async with receiving(status(500), status(200)) as receiver:
            session.webhooks.send([webhook(receiver.url)])
            assert await session.webhooks.drain(30)
            again = await ask(control, "POST", f"{DELIVERIES}/1/redeliver")
            assert await session.webhooks.drain(30)
            return receiver.bodies(), again

    bodies, again = asyncio.run(scenario())
    assert bodies == ["hi", "hi"]
    assert (again["number"], again["resent"], again["state"]) == (2, 1, "waiting")


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("7", "there is no delivery 7"),
        ("seven", "'seven' is not the number of a delivery"),
    ],
)
def test_what_is_not_there_cannot_be_sent_again(call: Any, number: str, message: str) -> None:
    refused = call("POST", f"{DELIVERIES}/{number}/redeliver")
    assert refused.status_code == 400
    assert message in refused.json()["message"]


def test_secrets_are_redacted_but_for_a_test(call: Any, control: ControlContext) -> None:
    session = control.sessions.find("default").session
    session.journal.add(JournalEntry(create(), created(), Source.FAKE, 0.0))
    session.webhooks.log.add(webhook(body=f"my token is {TOKEN}"), "token")

    assert TOKEN not in call("GET", DELIVERIES).text

    of_a_test = replace(control, for_tests=True)
    assert TOKEN in str(asyncio.run(ask(of_a_test, "GET", DELIVERIES)))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "is not an event of webhooks"),
        ({"event": 7}, "event is 7; give a text"),
        ({"event": "onUserAdded"}, "is not the URL of a webhook"),
        ({"event": "onUserAdded", "to": "http://127.0.0.1/", "method": "PUT"}, "GET and POST"),
        ({"event": "onUserAdded", "to": "http://127.0.0.1/", "parameters": []}, "give an object"),
        (
            {"event": "onUserAdded", "to": "http://127.0.0.1/", "parameters": {"Identity": 7}},
            "the parameter Identity is 7",
        ),
        ({"event": "onUserAdded", "from": "x"}, "'from' is not accepted"),
    ],
)
def test_what_is_no_event_is_not_sent(call: Any, document: object, message: str) -> None:
    refused = call("POST", DELIVERIES, document)
    assert refused.status_code == 400
    assert message in refused.json()["message"]
    assert call("GET", DELIVERIES).json()["deliveries"] == []


def test_an_event_is_sent_on_demand(call: Any) -> None:
    sent = call("POST", DELIVERIES, {"event": "onUserAdded", "to": "https://example.com/"})

    assert sent.status_code == 202
    assert sent.json()["state"] == "not called"
    assert sent.json()["parameters"]["Identity"] == "alice"
