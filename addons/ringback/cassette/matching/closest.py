"""Which recording comes closest to a request that none answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

from ringback.cassette.matching.index import IndexedRecording, RecordingIndex
from ringback.cassette.matching.matchers import Difference
from ringback.http.messages import Request

# More candidates than that are first ranked by a rough look, so that a miss in a cassette of
# 100,000 interactions takes tenths of a second, not seconds.
THOROUGH = 300
_COMPARED = 200  # characters of a value


@dataclass(frozen=True, slots=True)
class Closest:
    """A recording and what keeps it from answering."""

    indexed: IndexedRecording
    differences: tuple[Difference, ...]


def find_closest(request: Request, index: RecordingIndex) -> Closest | None:
    """Return the recording with the fewest differing fields, among those the most similar one.

    Then what has not been played yet comes first, then the order of the cassette. Recordings of
    the same method and path are looked at before any other. None where there is no recording.
    """
    recordings = index.recordings
    same = [indexed for indexed in recordings if _endpoint(indexed.request) == _endpoint(request)]
    candidates = [
        Closest(indexed, index.matching.differences(indexed.request, request))
        for indexed in _preselect(request, same or recordings)
    ]
    # min() takes the first of equals, which is the cassette's order.
    return min(candidates, key=_distance, default=None)


def _endpoint(request: Request) -> tuple[str, str]:
    return request.method, request.path


def _preselect(request: Request, recordings: list[IndexedRecording]) -> Iterable[IndexedRecording]:
    if len(recordings) <= THOROUGH:
        return recordings
    parts = _parts(request)
    nearest = nsmallest(
        THOROUGH,
        enumerate(recordings),
        key=lambda numbered: (len(parts ^ _parts(numbered[1].request)), numbered[0]),
    )
    return [indexed for _, indexed in sorted(nearest, key=lambda numbered: numbered[0])]


def _parts(request: Request) -> set[bytes]:
    """Return what a request roughly consists of."""
    target = request.target.encode("utf-8", "surrogateescape").replace(b"?", b"&")
    return {request.method.encode(), *target.split(b"&"), *request.body.split(b"&")}


def _distance(candidate: Closest) -> tuple[int, float, int]:
    differences = candidate.differences
    unlike = sum(1 - _similarity(one.recorded, one.sent) for one in differences)
    return len(differences), unlike, candidate.indexed.played


def _similarity(one: str | None, other: str | None) -> float:
    """Say how alike two values are, from 0 to 1: by what they begin and end with."""
    if one is None or other is None:
        return 0.0
    one, other = one[:_COMPARED], other[:_COMPARED]
    begin = count_shared_prefix(one, other)
    end = count_shared_prefix(one[begin:][::-1], other[begin:][::-1])
    return (begin + end) / max(len(one), len(other), 1)


def count_shared_prefix(one: str, other: str) -> int:
    """Say with how many equal characters two texts begin."""
    unlike = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(unlike, min(len(one), len(other)))
