"""Replay: every answer comes from a cassette, and nothing reaches Twilio."""

import asyncio
import json
import re
from copy import copy
from dataclasses import replace
from functools import partial

from ringback.cassette.matching.bindings import Bindings
from ringback.cassette.matching.closest import Closest, find_closest
from ringback.cassette.matching.hints import COMMAND_LINE, Hints
from ringback.cassette.matching.miss_report import explain
from ringback.cassette.matching.recording_index import IndexedRecording, RecordingIndex
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Library, Recording
from ringback.cassette.redaction.placeholders import OWN_ACCOUNT
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.restoration import restore_sids
from ringback.http.messages import Request, Response
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Miss, Source
from ringback.modes.replaying.recording_search import RecordingSearch
from ringback.twilio.values import hosts
from ringback.twilio.values.access_tokens import LOGIN_PATH, make_access_token

_WEBHOOKS = re.compile(r"/Webhooks(/[^/]*)?/?$")
_ADDRESSES = re.compile(r"/Configuration/Addresses(/[^/]*)?/?$")


class ReplayMode(Mode):
    """Answers with the recording that equals the request; a miss explains why there is none.

    Each recording is played once, in order. With `allow_playback_repeats` the last of several equal
    recordings is played again and again. With `takes_recorded_time` an answer takes as long as it
    took when it was recorded.
    """

    name = "replay"

    def __init__(
        self,
        library: Library,
        matching: Matching,
        redactor: Redactor,
        allow_playback_repeats: bool = False,
        hints: Hints = COMMAND_LINE,
        takes_recorded_time: bool = False,
    ) -> None:
        self._hints = hints
        self._takes_recorded_time = takes_recorded_time
        self._redactor = redactor
        self._cassette = library.cassettes[0].path
        self._has_files = any(hosts.is_media(one.request.host) for one in library.recordings)
        self._index = RecordingIndex(
            library.recordings, matching, redactor, allow_playback_repeats, library.literal
        )

    def fork(self, redactor: Redactor) -> "ReplayMode":
        """Return a replay of the same recordings from the first on, with a redactor of its own.

        What a fork plays does not count as unplayed here.
        """
        fork = copy(self)
        fork._redactor, fork._index = redactor, self._index.fork()
        return fork

    def decide(self, request: Request) -> Answer | Miss:
        """Return the recording of a request as its answer, or a miss."""
        search = self._search(request)
        search.run()
        return self._answer(search)

    async def decide_large(self, request: Request) -> Answer | Miss:
        """Return the same; redaction, matching and the explanation of a miss run in a thread."""
        search = self._search(request)
        await search.run_in_thread()
        return await asyncio.to_thread(self._answer, search)

    def _search(self, request: Request) -> RecordingSearch:
        return RecordingSearch(self._without_unrecorded_file(request), self._index, self._redactor)

    def _answer(self, search: RecordingSearch) -> Answer | Miss:
        if search.found is None:
            report = explain(search.look_up, self._index, self._cassette, self._hints)
            return Miss(report.message, report.report, search.redacted)
        recording = search.found.recording
        response = restore_response(recording, search.request, self._redactor, self._index.bindings)
        answer = answer_with(recording, response, search.redacted)
        delay = recording.seconds or 0.0
        return replace(answer, delay=delay) if self._takes_recorded_time else answer

    def _without_unrecorded_file(self, request: Request) -> Request:
        """Return a request without the file that it uploads, if no recording can have it.

        Redacting one takes a second for each megabyte.
        """
        if self._has_files or not hosts.is_media(request.host):
            return request
        return replace(request, body=b"")

    def find_ambiguity(self) -> str | None:
        """Return a warning of requests that only redaction made equal; None if there are none."""
        groups = list(dict.fromkeys(self._index.find_ambiguous()))
        if not groups:
            return None
        first, *others = groups
        request = first[0].request
        more = f" (and {len(others)} more of this kind)" if others else ""
        return (
            f"{join_labels(first)} are equal once redacted ({request.method} {request.path}), and "
            f"have different replies: they play in the order of recording, whatever value is "
            f"sent{more}"
        )

    def unplayed(self) -> tuple[Recording, ...]:
        """Return the recordings that no request has asked for."""
        return tuple(self._index.unplayed())

    def recordings(self) -> tuple[IndexedRecording, ...]:
        """Return all recordings, with how often each was played."""
        return tuple(self._index.recordings)

    def find_closest(self, request: Request) -> Closest | None:
        """Return the recording that is closest now to a redacted request that was a miss."""
        return find_closest(request, self._index)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002 - part of the interface
        """Return how much of the cassettes was played, and what was not."""
        total = len(self._index.recordings)
        unplayed = self.unplayed()
        lines = [f"{total - len(unplayed)} of {total} recordings played"]
        if unplayed:
            lines.append("never played: " + join_labels(unplayed))
        return tuple(lines)


def restore_response(
    recording: Recording, request: Request, redactor: Redactor, bindings: Bindings | None = None
) -> Response:
    """Return a recorded response with the sids of the request's caller put back.

    - `bindings`: the values that were sent in the place of placeholders, which are put back, too.
    - A login gets a stand-in for the access token, as its client reads when the token expires.
    """
    find_caller = redactor.key_accounts.find_caller
    response = restore_sids(
        recording.response, find_caller(request), find_caller(recording.request)
    )
    if bindings is not None:
        response = redactor.restore_values(response, partial(bindings.find, recording.path))
    if recording.request.path == LOGIN_PATH:
        return replace(response, body=_restore_access_token(response.body))
    return response


def _restore_access_token(body: bytes) -> bytes:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if not isinstance(document, dict) or "access_token" not in document:
        return body
    return json.dumps({**document, "access_token": make_access_token(OWN_ACCOUNT)}).encode()


def answer_with(recording: Recording, response: Response, redacted: Request, *notes: str) -> Answer:
    """Return the answer that plays a recording, with notes on it."""
    return Answer(
        response,
        Source.CASSETTE,
        recording.path.name,
        recording.index,
        notes=(*notes, *describe_webhooks(redacted)),
        redacted_request=redacted,
    )


def describe_webhooks(request: Request) -> tuple[str, ...]:
    """Return a note for who expects a webhook from a request that a recording answers."""
    if request.method not in ("POST", "DELETE"):
        return ()
    if request.method == "POST" and _WEBHOOKS.search(request.path):
        return ("The webhook is not registered at Twilio, and will not be called: this is played.",)
    if request.method == "POST" and _ADDRESSES.search(request.path):
        return ("The address is not configured at Twilio, and nothing arrives: this is played.",)
    if (request.headers.get("X-Twilio-Webhook-Enabled") or "").lower() == "true":
        return ("X-Twilio-Webhook-Enabled asks for webhooks; what is played calls none.",)
    return ()


def join_labels(recordings: tuple[Recording, ...], most: int = 10) -> str:
    """Return the labels of recordings as one line, of `most` recordings at the most."""
    labels = [recording.label for recording in recordings[:most]]
    if len(recordings) > most:
        labels.append(f"{len(recordings) - most} more")
    return ", ".join(labels)
