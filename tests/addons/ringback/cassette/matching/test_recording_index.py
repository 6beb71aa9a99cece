from pathlib import Path

import pytest

from ringback.cassette.matching.recording_index import RecordingIndex
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request
from tests.support.cassettes.exchanges import DUMMY, JSON, create, created
from tests.support.cassettes.exchanges import request as make_request

PATH = Path("some.yaml")


def index_of(*requests: Request, repeats: bool = False) -> RecordingIndex:
    recordings = [Recording(one, created(), PATH, at, at) for at, one in enumerate(requests, 1)]
    return RecordingIndex(recordings, Matching(), Redactor(), repeats)


def taken(index: RecordingIndex, request: Request, times: int) -> list[int | None]:
    found = [index.play(index.look_up(Redactor().redact_request(request))) for _ in range(times)]
    return [one.recording.index if one else None for one in found]


def test_a_recording_is_played_once() -> None:
    index = index_of(create(FriendlyName="Ada"), create(FriendlyName="Eve"))

    assert taken(index, create(FriendlyName="Eve"), 2) == [2, None]
    assert taken(index, create(FriendlyName="Ada"), 2) == [1, None]


def test_equal_recordings_are_played_in_their_order() -> None:
    index = index_of(create(A="1"), create(A="2"), create(A="1"), create(A="1"))

    assert taken(index, create(A="1"), 4) == [1, 3, 4, None]


def test_with_repeats_the_last_equal_recording_is_played_again() -> None:
    index = index_of(create(A="1"), create(A="1"), repeats=True)

    assert taken(index, create(A="1"), 4) == [1, 2, 2, 2]


@pytest.mark.parametrize("repeats", [False, True])
def test_an_unrecorded_request_plays_nothing(repeats: bool) -> None:
    assert taken(index_of(create(A="1"), repeats=repeats), create(A="2"), 2) == [None, None]


def test_an_unredacted_recording_is_found_for_another_caller() -> None:
    recorded = create(From="AC" + "ab" * 16)

    assert taken(index_of(recorded), create(DUMMY, From=DUMMY[0]), 1) == [1]


UNDECLARED = make_request(body=b"A=1", content_type=None)


def test_undeclared_and_declared_recordings_are_played_in_one_order() -> None:
    index = index_of(UNDECLARED, create(A="1"), UNDECLARED, create(A="1"))

    assert taken(index, create(A="1"), 5) == [1, 2, 3, 4, None]


def test_an_undeclared_recording_is_played_once_whatever_requests_it() -> None:
    as_json = make_request(body=b'{"A": "1"}', content_type=JSON)
    index = index_of(UNDECLARED)

    assert taken(index, create(A="1"), 1) == [1]
    assert taken(index, as_json, 1) == [None]
    assert [one.played for one in index.find_equal(index.look_up(as_json))] == [1]


def test_with_repeats_the_last_of_undeclared_and_declared_recordings_is_played_again() -> None:
    index = index_of(UNDECLARED, create(A="1"), repeats=True)

    assert taken(index, create(A="1"), 3) == [1, 2, 2]


def test_unplayed_recordings_are_listed() -> None:
    index = index_of(create(A="1"), create(A="2"), create(A="1"))
    taken(index, create(A="1"), 1)

    assert [recording.index for recording in index.unplayed()] == [2, 3]


def test_equal_recordings_are_found_played_or_not() -> None:
    index = index_of(create(A="1"), create(A="2"), create(A="1"))
    taken(index, create(A="1"), 1)
    asked = Redactor().redact_request(create(A="1"))

    assert [one.recording.index for one in index.find_equal(index.look_up(asked))] == [1, 3]
    assert [one.played for one in index.find_equal(index.look_up(asked))] == [1, 0]
    assert index.find_equal(index.look_up(create(A="3"))) == ()


# FIXME


def test_a_fork_plays_the_same_recordings_from_the_start() -> None:
    index = index_of(create(A="1"), create(A="2"), create(A="1"))
    assert taken(index, create(A="1"), 1) == [1]

    fork, other = index.fork(), index.fork()

    assert taken(fork, create(A="1"), 3) == [1, 3, None]
    assert taken(index, create(A="1"), 2) == [3, None]
    assert taken(other, create(A="2"), 2) == [2, None]


def test_what_a_fork_plays_is_not_unplayed_in_the_index_that_it_is_of() -> None:
    index = index_of(create(A="1"), create(A="2"))
    fork, other = index.fork(), index.fork()

    taken(fork, create(A="1"), 1)

    assert [one.index for one in index.unplayed()] == [2]
    assert [one.index for one in fork.unplayed()] == [2]
    assert [one.index for one in other.unplayed()] == [1, 2]
