import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ringback.cassette.matching.matchers import Matching
from ringback.cassette.model import Cassette, Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.errors import UsageError
from ringback.journal import JournalEntry
from ringback.modes.base import Miss, Mode, Source
from ringback.modes.replay import ReplayMode
from ringback_proxy.sessions.clock import Clock
from ringback_proxy.sessions.result import SessionResult, UnplayedRecording
from ringback_proxy.sessions.session import Session
from tests.support.cassettes.exchanges import create, created, request
from tests.support.proxy.flows import ScriptedMode

CASSETTE = Path("cassettes/it.yaml")


def make_session(mode: Mode) -> Session:
    return Session("a test", mode, Clock(lambda: datetime(2026, 1, 31, tzinfo=UTC)), (CASSETTE,))


@pytest.fixture
def replaying() -> Session:
    recording = Recording(create(), created(), CASSETTE, 1, 3)
    library = Library((Cassette(CASSETTE, (recording,)),))
    return make_session(ReplayMode(library, Matching(("method", "path")), Redactor()))


@pytest.mark.parametrize(
    "offline", [pytest.param(True, id="offline"), pytest.param(False, id="forwarding")]
)
def test_only_a_mode_that_is_not_offline_has_a_forwarder(offline: bool) -> None:
    conversations = make_session(ScriptedMode(offline=offline)).conversations

    assert (conversations.forwarder is None) is offline


def test_entries_are_returned_from_a_number_on() -> None:
    fake = make_session(ScriptedMode())
    entries = [JournalEntry(create(Name=str(n)), created(), Source.FAKE, 0.0) for n in range(3)]
    for entry in entries:
        fake.journal.add(entry)
    assert fake.entries(0) == tuple(entries)
    assert fake.entries(2) == tuple(entries[2:])


def test_set_up_requests_are_not_in_the_journal() -> None:
    fake = make_session(ScriptedMode(name="fake"))
    assert asyncio.run(fake.perform(create())).status == 201
    assert fake.entries(0) == ()


def test_a_replay_has_no_state(replaying: Session) -> None:
    with pytest.raises(UsageError, match="this test is in replay mode; mark it with"):
        asyncio.run(replaying.perform(create()))


def test_set_up_requests_that_are_not_faked_are_refused() -> None:
    fake = make_session(ScriptedMode(Miss("no"), name="fake"))
    with pytest.raises(UsageError, match="GET /v1/Roles is not faked"):
        asyncio.run(fake.perform(request("GET", "/v1/Roles")))


def test_unplayed_recordings_are_part_of_the_outcome(replaying: Session) -> None:
    assert asyncio.run(replaying.finish(ended_well=True)) == SessionResult(
        ("0 of 1 recordings played", "never played: it.yaml #1"),
        (CASSETTE,),
        (UnplayedRecording(CASSETTE, 1),),
    )


def test_a_fake_leaves_nothing_unplayed() -> None:
    fake = make_session(ScriptedMode())
    assert asyncio.run(fake.finish(ended_well=True)).unplayed == ()
