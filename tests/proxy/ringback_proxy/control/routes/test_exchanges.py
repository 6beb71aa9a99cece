import asyncio
from typing import Any

import httpx
import pytest

from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.control.app import make_app
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.routes import exchanges
from ringback_proxy.sessions.session import Session
from tests.support.cassettes.exchanges import create, created
from tests.support.process.waiting import until

EXCHANGES = "/sessions/default/exchanges"
ENTRY = JournalEntry(create(FriendlyName="Ada"), created(), Source.FAKE, 0.0)


@pytest.fixture
def session(control: ControlContext) -> Session:
    return control.sessions.find("default").session


def numbers(response: httpx.Response) -> list[int]:
    return [one["number"] for one in response.json()["exchanges"]]


def test_exchanges_are_fetched_from_a_number_on(call: Any, session: Session) -> None:
    for _ in range(3):
        session.journal.add(ENTRY)
    assert numbers(call("GET", EXCHANGES)) == [1, 2, 3]
    assert numbers(call("GET", f"{EXCHANGES}?after=2")) == [3]
    assert call("GET", f"{EXCHANGES}?after=9").json() == {"exchanges": [], "last": 3, "proxy": None}


async def ask(control: ControlContext, query: str) -> httpx.Response:
    transport = httpx.ASGITransport(make_app(control))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        headers = {"Authorization": f"Bearer {control.token}"}
        return await client.get(f"/ringback{EXCHANGES}?{query}", headers=headers)


def test_a_call_waits_for_the_next_exchange(control: ControlContext, session: Session) -> None:
    session.journal.add(ENTRY)

    async def wait() -> httpx.Response:
        asking = asyncio.create_task(ask(control, "after=1&wait=30"))
        await until(lambda: len(session.journal._listeners) >= 2)
        session.journal.add(ENTRY)
        return await asking

    assert numbers(asyncio.run(wait())) == [2]
    assert len(session.journal._listeners) == 1


@pytest.mark.parametrize("news", ["reset", "ended"])
def test_a_call_does_not_wait_for_a_session_that_is_over(
    control: ControlContext, session: Session, news: str
) -> None:
    async def wait() -> httpx.Response:
        asking = asyncio.create_task(ask(control, "wait=30"))
        await until(lambda: session._listeners)
        session._notify(news)
        return await asking

    assert numbers(asyncio.run(wait())) == []


def test_a_call_waits_no_longer_than_it_said(call: Any) -> None:
    assert numbers(call("GET", f"{EXCHANGES}?wait=0.01")) == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("after=x", "after is 'x'"),
        ("after=-1", "after is '-1'"),
        ("wait=61", "wait is '61'; give seconds from 0 to 60"),
        ("wait=x", "wait is 'x'"),
        ("wait=nan", "wait is 'nan'"),
    ],
)
def test_other_numbers_are_refused(call: Any, query: str, message: str) -> None:
    refused = call("GET", f"{EXCHANGES}?{query}")
    assert refused.status_code == 400
    assert message in refused.json()["message"]


@pytest.mark.parametrize("last", ["9" * 5000, "-1", "x"])
def test_a_last_event_id_that_is_no_number_is_passed_over(
    call: Any, session: Session, last: str
) -> None:
    session.ended = True  # the stream then has an end
    session.journal.add(ENTRY)
    events = call("GET", "/sessions/default/events", headers={"Last-Event-ID": last})
    assert events.status_code == 200
    assert "id: 1" in events.text


def test_events_are_streamed_until_the_end(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanges, "_HEARTBEAT", 0.01)

    async def collect() -> list[str]:
        found = []
        for _ in range(2):
            session.journal.add(ENTRY)
        async for event in exchanges._stream_events(session, 1):
            found.append(event)
            if len(found) == 1:
                session.clear()
                session.journal.add(ENTRY)
            if event.startswith(":"):
                session.ended = True
                session._notify("ended")
        return found

    found = asyncio.run(collect())
    names = [event.partition("\n")[0] for event in found]
    assert names[0] == "event: exchange"
    assert sorted(set(names)) == [": still here", "event: exchange", "event: state"]
    assert [event.splitlines()[1] for event in found if "id:" in event] == ["id: 2", "id: 3"]
    assert 'data: {"state": "reset"}' in "".join(found)
    assert found[-1] == 'event: state\ndata: {"state": "ended"}\n\n'
