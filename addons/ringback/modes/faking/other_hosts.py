"""Twilio's other hosts, beside the fake: their answers come from cassettes, again and again."""

import asyncio
from copy import copy

from ringback.cassette.matching.hints import Hints
from ringback.cassette.matching.path_index import Close, PathIndex
from ringback.cassette.matching.recording_index import IndexedRecording, RecordingIndex
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request
from ringback.modes.outcomes import Answer
from ringback.modes.replaying.recording_search import RecordingSearch
from ringback.modes.replaying.replay import answer_with, restore_response
from ringback.twilio.values import hosts

_NAMED = 3


class OtherHosts:
    """The recordings of a library, for what the fake does not answer itself.

    A request gets the recording that equals it; else the closest one with its method, host and
    path. `hints` are for requests that have none.
    """

    def __init__(self, library: Library, redactor: Redactor, hints: Hints) -> None:
        self.hints = hints
        self.cassette = library.cassettes[0].path
        self.warnings = (
            *library.warnings,
            *library.empty_warnings,
            *_describe_unused(library),
        )
        self._redactor = redactor
        self._index = RecordingIndex(
            library.recordings, Matching(), redactor, repeats=True, literal=library.literal
        )
        self._by_path = PathIndex(self._index.recordings)

    def fork(self, redactor: Redactor) -> "OtherHosts":
        """Return the same recordings, of which none has been played."""
        fork = copy(self)
        fork._redactor, fork._index = redactor, self._index.fork()
        fork._by_path = PathIndex(fork._index.recordings)
        return fork

    def answer(self, request: Request) -> tuple[Answer | None, Request]:
        """Return the answer to a request, None if there is none, and the request as redacted."""
        search = RecordingSearch(request, self._index, self._redactor)
        search.run()
        return self._answer(search)

    async def answer_large(self, request: Request) -> tuple[Answer | None, Request]:
        """Return the same; redaction and matching run in a thread."""
        search = RecordingSearch(request, self._index, self._redactor)
        await search.run_in_thread()
        return await asyncio.to_thread(self._answer, search)

    def _answer(self, search: RecordingSearch) -> tuple[Answer | None, Request]:
        request, redacted = search.request, search.redacted
        if search.found is not None:
            return self._play(search.found.recording, request, redacted), redacted
        close, redacted = self._find_close(request, redacted)
        if close is None:
            return None, redacted
        return self._play(close.indexed.recording, request, redacted, _describe(close)), redacted

    def _find_close(self, request: Request, redacted: Request) -> tuple[Close | None, Request]:
        """Return the closest recording; an account in the request may be its API key's."""
        close = self._by_path.play(redacted)
        if close is not None:
            return close, redacted
        for account in self._redactor.key_accounts.find_possible(request):
            own = self._redactor.redact_request(request, account)
            close = self._by_path.play(own)
            if close is not None:
                self._redactor.key_accounts.assume(request, account)
                return close, own
        return None, redacted

    def _play(
        self, recording: Recording, request: Request, redacted: Request, note: str = ""
    ) -> Answer:
        response = restore_response(recording, request, self._redactor, self._index.bindings)
        return answer_with(recording, response, redacted, *filter(None, [note]))

    def recordings(self) -> tuple[IndexedRecording, ...]:
        """Return all recordings, with how often each was played."""
        return tuple(self._index.recordings)

    def count(self) -> str:
        """Return how many recordings were played, for a summary."""
        others = [one for one in self._index.recordings if not _is_faked(one.recording)]
        played = sum(one.played > 0 for one in others)
        return f"{played} of {len(others)} recordings of other hosts played"


def _describe(close: Close) -> str:
    """Return a note on what was recorded otherwise than it was sent."""
    names = list(dict.fromkeys(one.field for one in close.contradictions))
    if not names:
        return ""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (
        f"No recording equals this request; {close.indexed.recording.label} has the same method "
        f"and path, and other values of {', '.join(names[:_NAMED])}{more}."
    )


def _is_faked(recording: Recording) -> bool:
    """Return whether the fake answers a recorded request, whatever was recorded."""
    request = recording.request
    is_version_2 = hosts.is_conversations(request.host) and not request.path.startswith("/v1/")
    return hosts.is_doubled(request.host) and not is_version_2


def _describe_unused(library: Library) -> tuple[str, ...]:
    own = [one for one in library.recordings if _is_faked(one)]
    if not own:
        return ()
    of = f"{own[0].label} and {len(own) - 1} more are" if len(own) > 1 else f"{own[0].label} is"
    answered = f"the fake answers {own[0].request.host} itself"
    return (f"{of} not played: {answered}; `ringback replay --on-miss fake` plays and fakes it",)
