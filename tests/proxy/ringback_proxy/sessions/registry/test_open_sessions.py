import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from ringback.errors import UsageError
from ringback.settings.table import FakeSettings, RecordSettings
from ringback_proxy.sessions.registry.open_sessions import Entry
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.session_factory import Opened
from ringback_proxy.sessions.spec import SessionSpec
from tests.support.proxy.flows import ScriptedMode
from tests.support.proxy.sessions import begin, make_session


def test_a_session_that_never_began_cannot_be_found(sessions: SessionRegistry) -> None:
    with pytest.raises(UsageError, match="there is no session 'w1'"):
        sessions.find("w1")


def test_an_ended_session_cannot_be_found(tests_sessions: SessionRegistry) -> None:
    begin(tests_sessions, "one", make_session("test_one"))
    asyncio.run(tests_sessions.end("one", ended_well=True))
    with pytest.raises(UsageError, match="test_one has ended; use its ringback object only while"):
        tests_sessions.find("one")


def test_it_knows_whether_sessions_forward(sessions: SessionRegistry) -> None:
    assert (sessions.offline, sessions.has_offline) == (True, True)
    begin(sessions, "w1", make_session(mode=ScriptedMode(offline=False)))
    assert (sessions.offline, sessions.has_offline) == (False, False)
    begin(sessions, "w2")
    assert (sessions.offline, sessions.has_offline) == (False, True)
    asyncio.run(sessions.close(ended_well=True))
    assert (sessions.offline, sessions.has_offline) == (True, True)


def test_a_request_goes_to_the_session_of_its_name(sessions: SessionRegistry) -> None:
    default, named = begin(sessions, "default"), begin(sessions, "w1")

    assert sessions.route(None) is default.conversations
    assert sessions.route("w1") is named.conversations
    assert sessions.route("w2") is None


def test_without_a_session_nobody_answers(sessions: SessionRegistry) -> None:
    assert sessions.route(None) is sessions.nobody
    assert sessions.peek(None) is None


def test_the_most_recently_used_is_the_last(sessions: SessionRegistry) -> None:
    begin(sessions, "w1")
    begin(sessions, "w2")

    sessions.route("w1")

    assert [name for name, _ in sessions] == ["w2", "w1"]
    assert ("w1" in sessions, "w3" in sessions, len(sessions)) == (True, False, 2)


def test_a_new_name_is_like_the_default_session_if_that_is_offline(
    sessions: SessionRegistry,
) -> None:
    default = begin(sessions, "default")
    assert sessions.peek("w1") is default

    forwarding = begin(sessions, "default", make_session(mode=ScriptedMode(offline=False)))
    assert sessions.peek("w1") is None
    assert sessions.peek(None) is forwarding


def test_a_session_may_write_if_it_records() -> None:
    fake = Opened(make_session(), SessionSpec(FakeSettings()))
    recording = replace(fake, spec=SessionSpec(RecordSettings()))

    assert Entry(fake, AsyncExitStack()).may_write
    assert Entry(recording, AsyncExitStack()).session is fake.session
