"""The stream that tells a page to load again."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback.settings.table import FakeSettings
from ringback_proxy.page import changes
from ringback_proxy.page.changes import stream_changes
from ringback_proxy.sessions.explanations import ExplanationsForCommandLine
from ringback_proxy.sessions.registry.open_sessions import Entry
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opened, Opening
from ringback_proxy.sessions.spec import SessionSpec
from tests.support.cassettes.exchanges import create, created
from tests.support.proxy.sessions import NOW, make_session

ENTRY = JournalEntry(create(FriendlyName="Ada"), created(), Source.FAKE, 0.0)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "INTERVAL", 0)
    monkeypatch.setattr(changes, "_LOOK", 0)


def make_registry(*sessions: Session) -> SessionRegistry:
    """Return a registry that has sessions named 1, 2 and so on."""
    registry = SessionRegistry(Opening(Path(), lambda: NOW), ExplanationsForCommandLine())
    for number, session in enumerate(sessions, 1):
        opened = Opened(session, SessionSpec(FakeSettings()), None)
        registry._entries[str(number)] = Entry(opened, AsyncExitStack())
    return registry


async def read_after(session: Session, *news: str) -> list[str]:
    """Return the first event about the session, and the one after some news."""
    stream = stream_changes(session, make_registry())
    events = [await anext(stream)]
    following = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    for one in news:
        session.journal.add(ENTRY) if one == "exchange" else session._notify(one)
    while not (event := await following).startswith("event: change"):
        following = asyncio.ensure_future(anext(stream))
    events.append(event)
    await stream.aclose()  # type: ignore[attr-defined]  # it is a generator
    return events


def test_it_begins_with_the_number_of_the_newest_exchange() -> None:
    session = make_session()
    session.journal.add(ENTRY)
    first, _ = asyncio.run(read_after(session, "exchange"))
    assert first == 'event: change\ndata: {"last": 1, "forgotten": 0}\n\n'


def test_many_exchanges_are_one_change() -> None:
    _, second = asyncio.run(read_after(make_session(), *["exchange"] * 1000))
    assert second == 'event: change\ndata: {"last": 1000, "forgotten": 0}\n\n'


def test_a_reset_is_a_change() -> None:
    _, second = asyncio.run(read_after(make_session(), "reset"))
    assert second.startswith("event: change\n")


def test_a_page_learns_which_exchanges_are_forgotten() -> None:
    session = make_session()
    for _ in range(3):
        session.journal.add(ENTRY)
    session.journal.clear()
    first, second = asyncio.run(read_after(session, "exchange"))
    assert first == 'event: change\ndata: {"last": 3, "forgotten": 3}\n\n'
    assert second == 'event: change\ndata: {"last": 4, "forgotten": 3}\n\n'


def test_it_ends_with_the_session() -> None:
    session = make_session()
    session.ended = True

    async def read() -> list[str]:
        return [event async for event in stream_changes(session, make_registry())]

    events = asyncio.run(read())
    assert [event.split("\n")[0] for event in events] == ["event: change", "event: ended"]


def test_nobody_listens_once_the_page_is_closed() -> None:
    session = make_session()
    before = len(session.journal._listeners)
    asyncio.run(read_after(session, "exchange"))
    assert len(session.journal._listeners) == before
    assert session._listeners == []


async def read_others(session: Session, *others: Session, events: int) -> list[str]:
    """Return events; before each, all other sessions get an exchange."""
    stream = stream_changes(session, make_registry(session, *others))
    found = []
    for _ in range(events):
        found.append(await anext(stream))
        for other in others:
            other.journal.add(ENTRY)
    await stream.aclose()  # type: ignore[attr-defined]
    return found


def test_silence_is_broken_by_comments() -> None:
    events = asyncio.run(read_others(make_session(), events=4))
    assert [event.split("\n")[0] for event in events] == [
        "event: change",
        "event: sessions",
        ": still here",
        ": still here",
    ]


def test_other_sessions_are_counted_as_they_get_exchanges() -> None:
    _, first, second = asyncio.run(read_others(make_session(), make_session(), events=3))
    assert first == 'event: sessions\ndata: [["1", "fake", 0], ["2", "fake", 1]]\n\n'
    assert second == 'event: sessions\ndata: [["1", "fake", 0], ["2", "fake", 2]]\n\n'
