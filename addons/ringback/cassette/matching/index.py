"""The recordings of one run, found by the request and played each once, in their order."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from ringback.cassette.matching.matchers import Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request


@dataclass(slots=True)
class IndexedRecording:
    """One recording in the list; `request` is redacted as incoming ones are."""

    recording: Recording
    request: Request
    played: int = 0


@dataclass(slots=True)
class _Group:
    """The recordings of equal requests, and which of them is next."""

    recordings: list[IndexedRecording] = field(default_factory=list)
    next: int = 0


class RecordingIndex:
    """Recordings filed under their keys: finding one takes the same time among ten or 100,000.

    With `repeats`, the last of equal recordings is played for every further request.
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
        """Return the next recording for a redacted request, which then is played."""
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
        """Return every recording of a redacted request, played or not."""
        group = self._groups.get(self.matching.key(request))
        return tuple(group.recordings) if group else ()

    def unplayed(self) -> Iterator[Recording]:
        """Return what was never played, in order."""
        return (indexed.recording for indexed in self.recordings if not indexed.played)
