"""The recordings of one run by request; each is played once, in order."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from ringback.cassette.matching.matchers import Matching
from ringback.cassette.model import Recording
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
    played: int = 0


@dataclass(slots=True)
class _Group:
    """The recordings of equal requests; `next` is the index of the next one to play."""

    recordings: list[IndexedRecording] = field(default_factory=list)
    next: int = 0


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
        self._groups: dict[Hashable, _Group] = {}
        for recording in recordings:
            indexed = IndexedRecording(recording, redactor.redact_request(recording.request))
            self.recordings.append(indexed)
            key = matching.key(indexed.request)
            self._groups.setdefault(key, _Group()).recordings.append(indexed)

    def play(self, request: Request) -> IndexedRecording | None:
        """Return the next recording for a redacted request, and mark it as played."""
        group = self._groups.get(self.matching.key(request))
        if group is None:
            return None
        if group.next < len(group.recordings):
            indexed = group.recordings[group.next]
            group.next += 1
        elif self._repeats:
            indexed = group.recordings[-1]
        else:
            return None
        indexed.played += 1
        return indexed

    def find_equal(self, request: Request) -> tuple[IndexedRecording, ...]:
        """Return every recording that matches a redacted request, played or not."""
        group = self._groups.get(self.matching.key(request))
        return tuple(group.recordings) if group else ()

    def unplayed(self) -> Iterator[Recording]:
        """Return the recordings that were never played, in order."""
        return (indexed.recording for indexed in self.recordings if not indexed.played)
