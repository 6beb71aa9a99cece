"""Record: requests go to Twilio, and its responses are on disk before the client gets them."""

import asyncio
import time
from dataclasses import replace
from functools import partial

from ringback.cassette.matching.closest import Closest, find_closest
from ringback.cassette.matching.hints import Hints
from ringback.cassette.matching.miss_report import explain
from ringback.cassette.matching.recording_index import IndexedRecording, RecordingIndex
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Interaction, names_personal_data
from ringback.cassette.redaction.known.encoded_secrets import replace_in_interaction
from ringback.cassette.redaction.personal.values import PersonalValues
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.value_placeholders import NumberedPlaceholders, has_numbered_value
from ringback.cassette.storage.recorder import Recorder
from ringback.errors import RingbackError
from ringback.http.messages import Request, Response
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Decision, Forward, Miss
from ringback.modes.replaying.recording_search import RecordingSearch
from ringback.modes.replaying.replay import answer_with, restore_response
from ringback.settings.names import RecordModeName
from ringback.twilio.values.access_tokens import LOGIN_PATH

# In bytes; what is larger is redacted in a thread, so that other clients do not wait for it.
_LARGE = 16_384


class RecordMode(Mode):
    """Forwards requests that the cassette lacks, and adds them to it.

    - `new_episodes` plays each recording that was on disk at the start once, and records the rest.
      What this run records is never played in this run.
    - `once` records if there was no cassette. If there was one, a request that it lacks is a miss.
    - `all` records everything into a pending cassette, which replaces the cassette when the run has
      ended well. The recorder is opened with the same record mode.
    """

    name = "record"
    offline = False

    def __init__(
        self,
        recorder: Recorder,
        matching: Matching,
        redactor: Redactor,
        record_mode: RecordModeName = "new_episodes",
        allow_playback_repeats: bool = False,
    ) -> None:
        self.played = 0
        self.recorded = 0
        self._recorder = recorder
        self._redactor = redactor
        path = recorder.cassette.path
        self._all = record_mode == "all"
        self._only_plays = record_mode == "once" and recorder.cassette.whole > 0
        recordings = () if self._all else recorder.cassette.recordings
        kept = [one.interaction for one in recorder.kept]
        self._written = NumberedPlaceholders.of_new_run(kept)
        literal = () if names_personal_data(recorder.cassette.redact_names) else (path,)
        self._index = RecordingIndex(
            recordings, matching, redactor, allow_playback_repeats, literal
        )
        self._personal: PersonalValues | None = None
        if redactor.personal is not None:
            find_bound = partial(self._index.bindings.find_placeholder, path)
            self._personal = redactor.personal.begin_writing(kept, find_bound)

    def decide(self, request: Request) -> Decision:
        """Play what was on disk at the start; forward the rest, or refuse it."""
        search = RecordingSearch(request, self._index, self._redactor)
        search.run()
        forward = self._forward(search)
        return self._answer(search) if forward is None else forward

    async def decide_large(self, request: Request) -> Decision:
        """Return the same; redaction, matching and the explanation of a miss run in a thread."""
        search = RecordingSearch(request, self._index, self._redactor)
        await search.run_in_thread()
        forward = self._forward(search)
        return await asyncio.to_thread(self._answer, search) if forward is None else forward

    def _forward(self, search: RecordingSearch) -> Forward | None:
        """Return where a request goes that is not answered here; count what is played."""
        is_login = search.request.path == LOGIN_PATH
        if self._only_plays or (search.found is not None and not is_login):
            self.played += search.found is not None
            return None
        # A played token would be refused by Twilio, where other requests may go.
        return Forward(search.redacted, search.knowledge, keep=search.found is None)

    def _answer(self, search: RecordingSearch) -> Answer | Miss:
        if search.found is None:
            hints = Hints("--record-mode new_episodes")
            report = explain(search.look_up, self._index, self._recorder.cassette.path, hints)
            return Miss(report.message, report.report, search.redacted)
        recording = search.found.recording
        response = restore_response(recording, search.request, self._redactor, self._index.bindings)
        return answer_with(recording, response, search.redacted)

    async def on_response(
        self, request: Request, response: Response, forward: Forward
    ) -> tuple[str, ...]:
        """Write an exchange to the cassette; returns when it is on disk.

        Raises RingbackError where it could not be written; nothing of it is then in the cassette.
        """
        if not forward.keep:
            return ()
        seconds = time.perf_counter() - forward.began
        if len(request.body) + len(response.body) <= _LARGE:
            interaction = self._redact(request, response, forward)
        else:
            interaction = await asyncio.to_thread(self._redact, request, response, forward)
        await self._recorder.append(replace(interaction, seconds=seconds))
        self.recorded += 1
        return ()

    def _redact(self, request: Request, response: Response, forward: Forward) -> Interaction:
        """Return a redacted exchange. Raises RingbackError where a secret is left in it."""
        self._redactor.remember(request)  # among very many secrets it may have been forgotten
        caller = self._redactor.key_accounts.find_caller(request)
        knowledge, known = forward.knowledge, forward.redacted_request
        if known is None or has_numbered_value(known):  # with numbers that are not the cassette's
            knowledge = self._redactor.knowledge
            known = self._redact_request(request)
        redacted = self._redactor.redact_response(response, caller, self._written, self._personal)
        if knowledge != self._redactor.knowledge:
            # The response may have named an API key's account, and requests that came meanwhile may
            # have brought further secrets.
            known = self._redact_request(request)
        interaction = Interaction(known, redacted)
        place = self._redactor.find_leak(interaction)
        if place is not None:
            interaction = replace_in_interaction(interaction, self._redactor.secrets)
            place = self._redactor.find_leak(interaction)
        if place is not None:
            raise RingbackError(
                f"{place} still holds a secret of the caller's after redaction, so this is not "
                "written; name the field that holds it with --redact NAME"
            )
        return interaction

    def _redact_request(self, request: Request) -> Request:
        return self._redactor.redact_request(
            request, placeholders=self._written, written=self._personal
        )

    def recordings(self) -> tuple[IndexedRecording, ...]:
        """Return the recordings that were on disk at the start."""
        return tuple(self._index.recordings)

    def find_closest(self, request: Request) -> Closest | None:
        """Return the recording that is closest now to a redacted request that was a miss."""
        return find_closest(request, self._index)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Close the cassette, replace it if it was recorded anew and well, and return a summary."""
        path = self._recorder.cassette.path
        keep = ended_well and self.recorded > 0
        await asyncio.to_thread(self._recorder.close, keep_pending=keep)
        counts = f"{self.played} played, {self.recorded} recorded"
        if not self._all:
            again = "; --record-mode all records everything again" if self.played else ""
            return (f"{counts} ({path}){again}",)
        if not self.recorded:
            return (f"{counts}; {path} is as it was",)
        if keep:
            return (f"{counts}; {path} has been replaced",)
        kept = f"{path} is as it was, the new recordings are in {self._recorder.pending_path}"
        return (f"{counts}; the run did not end well: {kept}",)
