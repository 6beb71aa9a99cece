import asyncio
from pathlib import Path

import pytest

from ringback.cassette.matching.hints import COMMAND_LINE
from ringback.cassette.model import Cassette, Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.modes.faking.fake_with_cassettes import FakeWithCassettesMode
from ringback.modes.faking.other_hosts import OtherHosts
from ringback.modes.outcomes import Answer, Miss, Source
from ringback.twilio.values.sid_sources import SeededSids
from tests.support.cassettes.exchanges import TOKEN, basic, create, created, reply
from tests.support.twilio.caller import Clock
from tests.support.twilio.models import make_model

PATH = Path("twilio.yaml")


def get(url: str) -> Request:
    return request_to("GET", url, Headers([("Authorization", basic())]))


LOOKUP = get("https://lookups.twilio.com/v2/PhoneNumbers/+15005550006")
EXPORT = get("https://conversations.twilio.com/v1/Conversations/CH1/Export")
VERSION_2 = get("https://conversations.twilio.com/v2/Conversations")


@pytest.fixture
def mode() -> FakeWithCassettesMode:
    replies = (
        (LOOKUP, reply(200, {"valid": True})),
        (VERSION_2, Response(202)),
        (create(A="1"), created()),
    )
    recordings = tuple(
        Recording(sent, got, PATH, at, at) for at, (sent, got) in enumerate(replies, 1)
    )
    library = Library((Cassette(PATH, recordings),))
    api = make_model(clock=Clock(), sids=SeededSids(1))
    return FakeWithCassettesMode(api, OtherHosts(library, Redactor(), COMMAND_LINE))


def test_other_hosts_are_played_while_conversations_are_faked(mode: FakeWithCassettesMode) -> None:
    played, faked = mode.decide(LOOKUP), mode.decide(create(FriendlyName="Ada"))

    assert isinstance(played, Answer)
    assert (played.source, played.file, played.index) == (Source.CASSETTE, "twilio.yaml", 1)
    assert isinstance(faked, Answer)
    assert faked.source is Source.FAKE


def test_a_recording_of_what_is_faked_is_not_played(mode: FakeWithCassettesMode) -> None:
    decision = mode.decide(create(A="1"))

    assert isinstance(decision, Answer)
    assert decision.source is Source.FAKE


def test_version_2_is_played(mode: FakeWithCassettesMode) -> None:
    decision = mode.decide(VERSION_2)

    assert isinstance(decision, Answer)
    assert decision.response.status == 202


def test_a_route_that_is_neither_faked_nor_recorded_is_explained_as_in_the_fake(
    mode: FakeWithCassettesMode,
) -> None:
    decision = mode.decide(EXPORT)

    assert isinstance(decision, Miss)
    assert "Export is not faked" in decision.message


def test_another_host_without_a_recording_is_a_miss_with_what_to_write(
    mode: FakeWithCassettesMode,
) -> None:
    decision = mode.decide(get(f"https://api.twilio.com/x/{TOKEN}"))

    assert isinstance(decision, Miss)
    assert "twilio.yaml has no GET /x/REDACTED" in decision.message
    assert TOKEN not in decision.message + decision.report


@pytest.mark.parametrize(
    "sent", [LOOKUP, create(), EXPORT, get("https://api.twilio.com/x")], ids=lambda sent: sent.path
)
def test_a_large_request_gets_the_same_answer(sent: Request, mode: FakeWithCassettesMode) -> None:
    small, large = mode.decide(sent), asyncio.run(mode.decide_large(sent))

    assert type(large) is type(small)
    if isinstance(small, Answer) and isinstance(large, Answer):
        assert (large.source, large.index) == (small.source, small.index)
        assert large.response.status == small.response.status
    else:
        assert large == small


def test_the_summary_counts_the_recordings_of_other_hosts(mode: FakeWithCassettesMode) -> None:
    mode.decide(LOOKUP)

    assert mode.unplayed() is None
    assert [one.played for one in mode.recordings()] == [1, 0, 0]
    assert asyncio.run(mode.finish(ended_well=True)) == ("1 of 2 recordings of other hosts played",)
