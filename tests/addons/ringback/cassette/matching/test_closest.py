from pathlib import Path

import pytest

from ringback.cassette.matching.closest import THOROUGH, count_shared_prefix, find_closest
from ringback.cassette.matching.recording_index import RecordingIndex
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request
from tests.support.cassettes.exchanges import create, created, request


def index_of(*requests: Request) -> RecordingIndex:
    recordings = [
        Recording(one, created(), Path("some.yaml"), at, at) for at, one in enumerate(requests, 1)
    ]
    return RecordingIndex(recordings, Matching(), Redactor())


def found(asked: Request, index: RecordingIndex, most: int = THOROUGH) -> int:
    near = find_closest(Redactor().redact_request(asked), index, most)
    assert near is not None
    return near.indexed.recording.index


def test_without_recordings_none_is_closest() -> None:
    assert find_closest(create(), index_of()) is None


def test_fewer_differing_fields_are_closer() -> None:
    index = index_of(create(A="x", B="x"), create(A="1", B="x"), create(A="x", B="x", C="x"))

    assert found(create(A="1", B="2"), index) == 2


def test_among_as_many_fields_more_similar_values_are_closer() -> None:
    index = index_of(create(A="Sales"), create(A="Support"), create(A="Report"))

    assert found(create(A="Suport"), index) == 2


def test_a_common_suffix_makes_values_similar() -> None:
    index = index_of(create(A="a-other"), create(A="b-same-long-end"), create(A="a-same"))

    assert found(create(A="a-same-long-end"), index) == 2


def test_among_equally_similar_recordings_an_unplayed_one_is_closer() -> None:
    index = index_of(create(A="12"), create(A="12"))
    index.play(index.look_up(Redactor().redact_request(create(A="12"))))

    assert found(create(A="13"), index) == 2


def test_the_order_of_the_cassette_decides_last() -> None:
    assert found(create(A="3"), index_of(create(A="1"), create(A="2"))) == 1


def test_a_missing_field_is_not_similar() -> None:
    assert found(create(A="12"), index_of(create(B="12"), create(A="13", B="2"))) == 2


def test_the_same_endpoint_comes_before_any_other() -> None:
    other, same = request("GET"), create(A="1", B="2", C="3")

    assert found(create(), index_of(other, same)) == 2


def test_another_endpoint_is_better_than_none() -> None:
    index = index_of(request("GET", "/v1/Services"), request("GET", "/v1/Conversations/CH1"))

    assert found(request("GET", "/v1/Conversations/CH2"), index) == 2


@pytest.mark.parametrize("wanted", [1, 200, 400])
def test_the_closest_of_many_recordings_is_found(wanted: int) -> None:
    index = index_of(*(create(A=f"n{n}", B=f"m{n}") for n in range(1, 401)))

    assert found(create(A=f"n{wanted}", B="else"), index, 10) == wanted


def test_the_first_of_many_equal_recordings_is_closest() -> None:
    assert found(create(A="2"), index_of(*(create(A="1") for _ in range(50))), 10) == 1


@pytest.mark.parametrize(
    ("one", "other", "length"), [("", "", 0), ("abc", "abd", 2), ("ab", "abc", 2), ("a", "b", 0)]
)
def test_the_common_prefix_of_two_texts_is_counted(one: str, other: str, length: int) -> None:
    assert count_shared_prefix(one, other) == length
