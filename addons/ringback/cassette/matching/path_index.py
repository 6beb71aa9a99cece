"""Recordings by method, host and path: the closest is played where no recording equals a request.

Each is played again and again. In the path of a recording that was written by hand, `*` stands for
any text without a slash: `/2010-04-01/Accounts/*/Messages/*.json`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ringback.cassette.matching.closest import preselect
from ringback.cassette.matching.differences import Difference
from ringback.cassette.matching.recording_index import IndexedRecording
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.matching.url_path import normalize_path
from ringback.http.messages import Request

_REST = Matching(("query", "body"))
_WILDCARD = re.escape("*")
# Method, scheme, host, port and path.
_Key = tuple[str, str, str, int, str]


class Close(NamedTuple):
    """A recording with the method, host and path of a request, and what else it differs in.

    Each of the `contradictions` is a field that was recorded with a value, and sent with another
    one or not at all.
    """

    indexed: IndexedRecording
    differences: tuple[Difference, ...]

    @property
    def contradictions(self) -> tuple[Difference, ...]:
        """The differences in fields that were recorded."""
        return tuple(one for one in self.differences if one.recorded is not None)


class PathIndex:
    """Recordings by method, host and path."""

    def __init__(self, recordings: Iterable[IndexedRecording]) -> None:
        self._plain: dict[_Key, list[IndexedRecording]] = {}
        self._patterns: dict[_Key, tuple[re.Pattern[str], list[IndexedRecording]]] = {}
        for indexed in recordings:
            key = _key(indexed.request)
            if "*" not in indexed.request.path:
                self._plain.setdefault(key, []).append(indexed)
            else:
                pattern = re.escape(normalize_path(indexed.request.path)).replace(
                    _WILDCARD, "[^/]+"
                )
                self._patterns.setdefault(key, (re.compile(pattern), []))[1].append(indexed)

    def play(self, request: Request) -> Close | None:
        """Return the closest recording with the path of a redacted request; it has been played.

        The closest contradicts the fewest fields of the request, and then has the fewest other
        differences. Of several, the first that was not played is played, else the last.
        """
        found = self._plain.get(_key(request)) or list(self._find_matching(request))
        candidates = [
            Close(indexed, _REST.differences(indexed.request, request))
            for indexed in preselect(request, found)
        ]
        if not candidates:
            return None
        least = min(map(_distance, candidates))
        closest = [one for one in candidates if _distance(one) == least]
        chosen = next((one for one in closest if not one.indexed.played), closest[-1])
        chosen.indexed.played += 1
        return chosen

    def _find_matching(self, request: Request) -> Iterator[IndexedRecording]:
        for key, (pattern, recordings) in self._patterns.items():
            if key[:-1] == _key(request)[:-1] and pattern.fullmatch(normalize_path(request.path)):
                yield from recordings


def _key(request: Request) -> _Key:
    return request.method, request.scheme, request.host, request.port, normalize_path(request.path)


def _distance(one: Close) -> tuple[int, int]:
    return len(one.contradictions), len(one.differences)
