from pathlib import Path

import pytest

from ringback.cassette.matching.index import RecordingIndex
from ringback.cassette.matching.matchers import Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request
from tests.support.exchanges import DUMMY, create, created

PATH = Path("some.yaml")


def playlist(*requests: Request, repeats: bool = False) -> RecordingIndex:
    recordings = [Recording(one, created(), PATH, at, at) for at, one in enumerate(requests, 1)]
    return RecordingIndex(recordings, Matching(), Redactor(), repeats)


def taken(played: RecordingIndex, request: Request, times: int) -> list[int | None]:
    tracks = [played.take(Redactor().redact_request(request)) for _ in range(times)]
    return [track.recording.index if track else None for track in tracks]


def test_a_recording_is_played_once() -> None:
    played = playlist(create(FriendlyName="Ada"), create(FriendlyName="Eve"))

    assert taken(played, create(FriendlyName="Eve"), 2) == [2, None]
    assert taken(played, create(FriendlyName="Ada"), 2) == [1, None]


def test_equal_recordings_are_played_in_their_order() -> None:
    played = playlist(create(A="1"), create(A="2"), create(A="1"), create(A="1"))

    assert taken(played, create(A="1"), 4) == [1, 3, 4, None]


def test_with_repeats_the_last_one_goes_on() -> None:
    played = playlist(create(A="1"), create(A="1"), repeats=True)

    assert taken(played, create(A="1"), 4) == [1, 2, 2, 2]


@pytest.mark.parametrize("repeats", [False, True])
def test_what_was_never_recorded_is_never_played(repeats: bool) -> None:
    assert taken(playlist(create(A="1"), repeats=repeats), create(A="2"), 2) == [None, None]


def test_what_was_recorded_unredacted_is_found_for_another_caller() -> None:
    recorded = create(From="AC" + "ab" * 16)

    assert taken(playlist(recorded), create(DUMMY, From=DUMMY[0]), 1) == [1]


def test_what_was_not_played_is_known() -> None:
    played = playlist(create(A="1"), create(A="2"), create(A="1"))
    taken(played, create(A="1"), 1)

    assert [recording.index for recording in played.unplayed()] == [2, 3]


def test_equal_recordings_are_given_played_or_not() -> None:
    played = playlist(create(A="1"), create(A="2"), create(A="1"))
    taken(played, create(A="1"), 1)
    asked = Redactor().redact_request(create(A="1"))

    assert [track.recording.index for track in played.equal_to(asked)] == [1, 3]
    assert [track.played for track in played.equal_to(asked)] == [1, 0]
    assert played.equal_to(create(A="3")) == ()
