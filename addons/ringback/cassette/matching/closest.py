"""Find the recording that is closest to an unmatched request."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

from ringback.cassette.matching.differences import Difference
from ringback.cassette.matching.recording_index import IndexedRecording, RecordingIndex
from ringback.cassette.matching.url_path import normalize_path
from ringback.http.messages import Request

# At most this many candidates are compared field by field, after a rough ranking, so that a miss
# in a cassette of 100,000 interactions takes tenths of a second, not seconds.
THOROUGH = 300
# Of large bodies fewer: comparing a megabyte takes a second.
_THOROUGH_BYTES = 4_000_000
_COMPARED = 200  # characters of a value that are compared


@dataclass(frozen=True, slots=True)
class Closest:
    """The closest recording and its differences from the request."""

    indexed: IndexedRecording
    differences: tuple[Difference, ...]


def find_closest(request: Request, index: RecordingIndex, most: int = THOROUGH) -> Closest | None:
    """Return the recording that is closest to a redacted request; None if there are no recordings.

    Only recordings with the same method and path are compared, or all if there are none. The
    closest has, in this order of priority:

    1. the fewest differing fields,
    2. the most similar values,
    3. the fewest playbacks,
    4. the first place in the cassette.

    `most` is how many are compared field by field.
    """
    recordings = index.recordings
    same = [indexed for indexed in recordings if _endpoint(indexed.request) == _endpoint(request)]
    candidates = [
        Closest(indexed, index.matching.differences(indexed.request, request))
        for indexed in preselect(request, same or recordings, most)
    ]
    # min() returns the first of equal candidates, so the cassette's order decides.
    return min(candidates, key=_distance, default=None)


def _endpoint(request: Request) -> tuple[str, str]:
    return request.method, normalize_path(request.path)


def _count_thorough(request: Request, most: int) -> int:
    """Return how many candidates are compared field by field."""
    return max(1, min(most, _THOROUGH_BYTES // (len(request.body) + 1)))


def preselect(
    request: Request, recordings: list[IndexedRecording], most: int = THOROUGH
) -> Iterable[IndexedRecording]:
    """Return the recordings that are compared field by field, at most so many, in their order."""
    most = _count_thorough(request, most)
    if len(recordings) <= most:
        return recordings
    parts = _parts(request)
    nearest = nsmallest(
        most,
        enumerate(recordings),
        key=lambda numbered: (len(parts ^ _parts(numbered[1].request)), numbered[0]),
    )
    return [indexed for _, indexed in sorted(nearest, key=lambda numbered: numbered[0])]


def _parts(request: Request) -> set[bytes]:
    """Return the parts of a request for a rough comparison, without parsing it."""
    target = request.target.encode("utf-8", "surrogateescape").replace(b"?", b"&")
    return {request.method.encode(), *target.split(b"&"), *request.body.split(b"&")}


def _distance(candidate: Closest) -> tuple[int, float, int]:
    differences = candidate.differences
    unlike = sum(1 - _similarity(one.recorded, one.sent) for one in differences)
    return len(differences), unlike, candidate.indexed.played


def _similarity(one: str | None, other: str | None) -> float:
    """Return the similarity of two values, 0 to 1, from their common prefix and suffix."""
    if one is None or other is None:
        return 0.0
    one, other = one[:_COMPARED], other[:_COMPARED]
    begin = count_shared_prefix(one, other)
    end = count_shared_prefix(one[begin:][::-1], other[begin:][::-1])
    return (begin + end) / max(len(one), len(other), 1)


def count_shared_prefix(one: str, other: str) -> int:
    """Return the length of the common prefix of two texts."""
    unlike = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(unlike, min(len(one), len(other)))
