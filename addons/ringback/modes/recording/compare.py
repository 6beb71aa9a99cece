"""Compare: every request goes to Twilio, and its replies are compared with the recorded ones."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ringback.cassette.comparison.replies import compare_replies
from ringback.cassette.comparison.report import Comparison, summarize_comparisons
from ringback.cassette.comparison.sid_pairs import SidPairs
from ringback.cassette.matching.recording_index import IndexedRecording, RecordingIndex
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.drift.selection import explain_skip
from ringback.http.messages import Request, Response
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Forward
from ringback.modes.replaying.recording_search import RecordingSearch
from ringback.modes.replaying.replay import join_labels


@dataclass(frozen=True, slots=True)
class _ForwardToCompare(Forward):
    """A request whose reply will be compared; `recording` is None where the cassettes lack it."""

    recording: Recording | None = None
    shown: str = ""


class CompareMode(Mode):
    """Forwards every request, writes nothing, and compares each reply with its recording.

    The recordings are those that a replay would play. A resource that this run makes stands for
    the one that was recorded in its place.
    """

    name = "record"
    offline = False

    def __init__(
        self,
        recordings: Iterable[Recording],
        matching: Matching,
        redactor: Redactor,
        allow_playback_repeats: bool = False,
    ) -> None:
        self._redactor = redactor
        self._index = RecordingIndex(recordings, matching, redactor, allow_playback_repeats)
        self._sids = SidPairs()
        self._comparisons: list[Comparison] = []
        self._unrecorded: list[str] = []

    def decide(self, request: Request) -> Forward:
        """Forward a request, to compare its reply with that of its recording."""
        search = self._search(request)
        search.run()
        return self._forward(request, search.found)

    async def decide_large(self, request: Request) -> Forward:
        """Return the same; redaction and matching run in a thread."""
        search = self._search(request)
        await search.run_in_thread()
        return await asyncio.to_thread(self._forward, request, search.found)

    def _search(self, request: Request) -> RecordingSearch:
        as_recorded = replace(
            request,
            target=self._sids.to_recorded(request.target),
            body=self._sids.to_recorded_bytes(request.body),
        )
        return RecordingSearch(as_recorded, self._index, self._redactor)

    def _forward(self, request: Request, indexed: IndexedRecording | None) -> Forward:
        redacted = self._redactor.redact_request(request)
        shown = redacted.label
        recording = indexed.recording if indexed is not None else None
        return _ForwardToCompare(redacted, recording=recording, shown=shown)

    async def on_response(
        self,
        request: Request,  # noqa: ARG002 - part of the interface
        response: Response,
        forward: Forward,
    ) -> tuple[str, ...]:
        """Compare a reply with the recorded one; return how it differs."""
        assert isinstance(forward, _ForwardToCompare)
        recording = forward.recording
        if recording is None:
            self._unrecorded.append(forward.shown)
            return ("not in the cassette",)
        self._sids.learn(recording.response, response)
        reason = explain_skip(recording)
        differences = () if reason else compare_replies(recording.response, response)
        comparison = Comparison(recording, forward.shown, differences, reason)
        self._comparisons.append(comparison)
        return comparison.notes()

    def unplayed(self) -> tuple[Recording, ...]:
        """Return the recordings that no request has asked for."""
        return tuple(self._index.unplayed())

    def find_objection(self) -> str:
        """Return how many replies differ from their recordings, or ""."""
        count = sum(comparison.is_error for comparison in self._comparisons)
        return f"{count} of {len(self._comparisons)} replies differ from the cassette" * bool(count)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002 - part of the interface
        """Return the differences and a summary."""
        return tuple(self._report())

    def _report(self) -> Iterator[str]:
        for comparison in self._comparisons:
            yield from comparison.lines()
        yield f"{summarize_comparisons(self._comparisons)}; nothing was written"
        if self._unrecorded:
            shown = ", ".join(self._unrecorded[:10])
            more = f", {len(self._unrecorded) - 10} more" if len(self._unrecorded) > 10 else ""
            yield f"not in the cassette: {shown}{more}"
        unplayed = self.unplayed()
        if unplayed:
            yield f"not asked for: {join_labels(unplayed)}"
