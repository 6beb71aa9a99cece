"""The recordings of one run by request; each is played once, in order."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from ringback.cassette.matching.matchers import Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.placeholders import REDACTED
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request


@dataclass(slots=True)
class IndexedRecording:
    """A recording in the index.

    - `request`: its request, redacted like incoming requests.
    - `played`: number of playbacks.
    """

    recording: Recording
    request: Request
    position: int
    played: int = 0


@dataclass(slots=True)
class _Group:
    """The recordings of equal requests, and where to look for the next of them.

    A recording whose body has no declared type is in several groups.
    """

    recordings: list[IndexedRecording] = field(default_factory=list)
    next: int = 0

    def find_unplayed(self) -> IndexedRecording | None:
        """Return the first recording that has not been played."""
        while self.next < len(self.recordings):
            if not self.recordings[self.next].played:
                return self.recordings[self.next]
            self.next += 1
        return None


class RecordingIndex:
    """Recordings by matching key, in a dict: a look-up costs the same for ten or 100,000.

    With `repeats`, the last of equal recordings is played again for every further request.
    """

    def __init__(
        self,
        recordings: Iterable[Recording],
        matching: Matching,
        redactor: Redactor,
        repeats: bool = False,
    ) -> None:
        self.matching = matching
        self.recordings: list[IndexedRecording] = []
        self._repeats = repeats
        self._played_by_forks: set[int] = set()
        self._parent: RecordingIndex | None = None
        self._groups: dict[Hashable, _Group] = {}
        for position, recording in enumerate(recordings):
            request = redactor.redact_request(recording.request)
            indexed = IndexedRecording(recording, request, position)
            self.recordings.append(indexed)
            for key in matching.filing_keys(request):
                self._groups.setdefault(key, _Group()).recordings.append(indexed)

    def fork(self) -> "RecordingIndex":
        """Return an index of the same recordings of which none has been played.

        What a fork plays counts as played in `unplayed` of this index.
        """
        fork = RecordingIndex((), self.matching, Redactor(), self._repeats)
        fork._parent = self
        fork.recordings = [
            IndexedRecording(one.recording, one.request, one.position) for one in self.recordings
        ]
        fork._groups = {
            key: _Group([fork.recordings[one.position] for one in group.recordings])
            for key, group in self._groups.items()
        }
        return fork

    def play(self, request: Request) -> IndexedRecording | None:
        """Return the next recording for a redacted request, and mark it as played."""
        groups = self._find_groups(request)
        unplayed = [one for one in (group.find_unplayed() for group in groups) if one]
        if unplayed:
            indexed = min(unplayed, key=_position)
        elif groups and self._repeats:
            indexed = max((group.recordings[-1] for group in groups), key=_position)
        else:
            return None
        indexed.played += 1
        if self._parent is not None:
            self._parent._played_by_forks.add(indexed.position)
        return indexed

    def find_equal(self, request: Request) -> tuple[IndexedRecording, ...]:
        """Return every recording that matches a redacted request, played or not."""
        found = {
            one.position: one for group in self._find_groups(request) for one in group.recordings
        }
        return tuple(found[position] for position in sorted(found))

    def _find_groups(self, request: Request) -> list[_Group]:
        keys = self.matching.lookup_keys(request)
        return [self._groups[key] for key in keys if key in self._groups]

    def find_ambiguous(self) -> Iterator[tuple[Recording, ...]]:
        """Yield recordings of equal requests that differ, if at all, in what was redacted.

        Their responses differ, and any value in the place of the redacted one gets them in order.
        """
        for group in self._groups.values():
            recordings = tuple(indexed.recording for indexed in group.recordings)
            if len(recordings) > 1 and _has_redacted_value(group.recordings[0].request):
                responses = {(one.response.status, one.response.body) for one in recordings}
                if len(responses) > 1:
                    yield recordings

    def unplayed(self) -> Iterator[Recording]:
        """Return the recordings that neither this index nor a fork has played, in order."""
        return (
            indexed.recording
            for indexed in self.recordings
            if not indexed.played and indexed.position not in self._played_by_forks
        )


def _has_redacted_value(request: Request) -> bool:
    """Return whether a value in the target or body was redacted; credentials are no matter."""
    return REDACTED in request.target or REDACTED.encode() in request.body


def _position(indexed: IndexedRecording) -> int:
    return indexed.position
