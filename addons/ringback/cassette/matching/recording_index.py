"""The recordings of one run by request; each is played once, in order.

Among recordings of equal requests, only those are played whose placeholders of redacted values can
be bound to the values that are sent.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ringback.cassette.matching.bindings import Bindings
from ringback.cassette.matching.request_matching import Key, Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.placeholders import REDACTED
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.value_placeholders import is_of_sent_value
from ringback.http.messages import Request

_PLAIN = re.compile(rf"{REDACTED}(?!-\d)")


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


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A recording in a group, and its placeholders as the group's key has them."""

    indexed: IndexedRecording
    placeholders: tuple[str, ...]

    def fits(self, sent: tuple[str, ...], bindings: Bindings) -> bool:
        """Return whether it can answer a request with the placeholders `sent`."""
        return not self.placeholders or bindings.fits(
            self.indexed.recording.path, self.placeholders, sent
        )


@dataclass(slots=True)
class _Group:
    """The recordings of equal requests, and where to look for the next of them.

    A recording whose body has no declared type is in several groups.
    """

    candidates: list[_Candidate] = field(default_factory=list)
    next: int = 0

    def find_unplayed(self, sent: tuple[str, ...], bindings: Bindings) -> _Candidate | None:
        """Return the first recording that fits and has not been played.

        One with the very values that are sent, from a cassette without redaction, is preferred.
        """
        while self.next < len(self.candidates) and self.candidates[self.next].indexed.played:
            self.next += 1
        first: _Candidate | None = None
        for at in range(self.next, len(self.candidates)):
            one = self.candidates[at]
            if not one.indexed.played and one.fits(sent, bindings):
                if one.placeholders == sent or not _has_values(one.placeholders):
                    return one
                first = first or one
        return first

    def find_last(self, sent: tuple[str, ...], bindings: Bindings) -> _Candidate | None:
        """Return the last recording that fits, played or not."""
        return next((one for one in reversed(self.candidates) if one.fits(sent, bindings)), None)


@dataclass(frozen=True, slots=True)
class LookUp:
    """A redacted request, and the groups in which its recording may be.

    Making one takes long for a large request; it depends on nothing that changes, and can be made
    in a thread.
    """

    request: Request
    groups: tuple[tuple[_Group, tuple[str, ...]], ...]


class RecordingIndex:
    """Recordings by matching key, in a dict: a look-up costs the same for ten or 100,000.

    - `repeats`: the last of equal recordings is played again for every further request.
    - `literal`: the cassettes without stand-ins for personal data, which is compared as it is.
    """

    def __init__(
        self,
        recordings: Iterable[Recording],
        matching: Matching,
        redactor: Redactor,
        repeats: bool = False,
        literal: Collection[Path] = (),
    ) -> None:
        self.matching = matching
        self.recordings: list[IndexedRecording] = []
        self._repeats = repeats
        self._played_by_forks: set[int] = set()
        self._parent: RecordingIndex | None = None
        self._groups: dict[Hashable, _Group] = {}
        self.bindings = Bindings(literal)
        for position, recording in enumerate(recordings):
            request = redactor.redact_request(recording.request)
            indexed = IndexedRecording(recording, request, position)
            self.recordings.append(indexed)
            for key in matching.filing_keys(request):
                candidate = _Candidate(indexed, key.placeholders if _any_numbered(key) else ())
                self._groups.setdefault(key.value, _Group()).candidates.append(candidate)

    def fork(self) -> "RecordingIndex":
        """Return an index of the same recordings of which none has been played or bound.

        What a fork plays counts as played in `unplayed` of this index.
        """
        fork = RecordingIndex((), self.matching, Redactor(), self._repeats)
        fork._parent, fork.bindings = self, self.bindings.fork()
        fork.recordings = [
            IndexedRecording(one.recording, one.request, one.position) for one in self.recordings
        ]
        fork._groups = {
            key: _Group(
                [
                    _Candidate(fork.recordings[one.indexed.position], one.placeholders)
                    for one in group.candidates
                ]
            )
            for key, group in self._groups.items()
        }
        return fork

    def look_up(self, request: Request) -> LookUp:
        """Return the groups in which the recording of a redacted request may be.

        With each group come the placeholders of the request, as the group's key has them.
        """
        keys = self.matching.lookup_keys(request) if self._groups else ()
        found = ((self._groups.get(key.value), key.placeholders) for key in keys)
        return LookUp(request, tuple((group, sent) for group, sent in found if group is not None))

    def play(self, look_up: LookUp) -> IndexedRecording | None:
        """Return the next recording for a request, and mark it as played."""
        groups = look_up.groups
        found = [(group.find_unplayed(sent, self.bindings), sent) for group, sent in groups]
        unplayed = [(one, sent) for one, sent in found if one]
        if unplayed:
            return self._play(*min(unplayed, key=_position))
        if not self._repeats:
            return None
        found = [(group.find_last(sent, self.bindings), sent) for group, sent in groups]
        last = [(one, sent) for one, sent in found if one]
        return self._play(*max(last, key=_position)) if last else None

    def _play(self, candidate: _Candidate, sent: tuple[str, ...]) -> IndexedRecording:
        indexed = candidate.indexed
        indexed.played += 1
        if self._parent is not None:
            self._parent._played_by_forks.add(indexed.position)
        if candidate.placeholders:
            self.bindings.bind(indexed.recording.path, candidate.placeholders, sent)
        return indexed

    def find_equal(self, look_up: LookUp) -> tuple[IndexedRecording, ...]:
        """Return every recording that matches a request, played or not."""
        return self._select(look_up, lambda one, sent: one.fits(sent, self.bindings))

    def find_bound(self, look_up: LookUp) -> tuple[IndexedRecording, ...]:
        """Return every recording that would match with other values of what was redacted."""
        return self._select(look_up, lambda one, sent: not one.fits(sent, self.bindings))

    def _select(
        self, look_up: LookUp, is_wanted: Callable[[_Candidate, tuple[str, ...]], bool]
    ) -> tuple[IndexedRecording, ...]:
        found = {
            one.indexed.position: one.indexed
            for group, sent in look_up.groups
            for one in group.candidates
            if is_wanted(one, sent)
        }
        return tuple(found[position] for position in sorted(found))

    def find_ambiguous(self) -> Iterator[tuple[Recording, ...]]:
        """Yield recordings of equal requests that differ, if at all, in what was redacted.

        Their responses differ, and any value in the place of the redacted one gets them in order.
        Recordings with numbered placeholders are not equal.
        """
        for group in self._groups.values():
            recordings = tuple(
                one.indexed.recording
                for one in group.candidates
                if _has_plain_placeholder(one.indexed.request)
            )
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


def _has_plain_placeholder(request: Request) -> bool:
    """Return whether a value in the target or body has no number; credentials are no matter."""
    if REDACTED not in request.target and REDACTED.encode() not in request.body:
        return False
    return _PLAIN.search(f"{request.target} {request.body.decode('latin-1')}") is not None


def _any_numbered(key: Key) -> bool:
    return any(placeholder != REDACTED for placeholder in key.placeholders)


def _has_values(placeholders: tuple[str, ...]) -> bool:
    """Return whether the values themselves are known: they are not redacted in the cassette."""
    return any(is_of_sent_value(placeholder) for placeholder in placeholders)


def _position(found: tuple[_Candidate, tuple[str, ...]]) -> int:
    return found[0].indexed.position
