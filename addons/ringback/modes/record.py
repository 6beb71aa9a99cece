"""Record: requests go to Twilio, and what it answers is on disk before the client gets it."""

import asyncio
from typing import Literal

from ringback.cassette.matching.index import RecordingIndex
from ringback.cassette.matching.matchers import Matching
from ringback.cassette.matching.miss_report import Hints, explain
from ringback.cassette.model import Interaction
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.storage.recorder import Recorder
from ringback.errors import RingbackError
from ringback.http.messages import Request, Response
from ringback.modes.base import Decision, Forward, Miss
from ringback.modes.replay import found, played

# vcrpy's, without `none`, which is replay.
RecordModeName = Literal["new_episodes", "once", "all"]


class RecordMode:
    """Forwards what the cassette lacks and adds it.

    `new_episodes` plays what was on disk at the start, each once, and records the rest; what this
    run records is never played in it. `once` records where there was no cassette; where there was
    one, what it lacks is a miss. `all` records everything: into a take (the tape has to be opened
    with one), which replaces the cassette when the run has ended well.
    """

    name = "record"
    offline = False

    def __init__(
        self,
        tape: Recorder,
        matching: Matching,
        redactor: Redactor,
        record_mode: RecordModeName = "new_episodes",
        allow_playback_repeats: bool = False,
    ) -> None:
        self.played = 0
        self.recorded = 0
        self._tape = tape
        self._redactor = redactor
        self._all = record_mode == "all"
        self._only_plays = record_mode == "once" and tape.cassette.whole > 0
        recordings = () if self._all else tape.cassette.recordings
        self._playlist = RecordingIndex(recordings, matching, redactor, allow_playback_repeats)

    def decide(self, request: Request) -> Decision:
        """Play what was on disk at the start; forward the rest, or refuse it."""
        redacted, track = found(request, self._playlist, self._redactor)
        if track is not None:
            self.played += 1
            return played(track.recording, request, self._redactor)
        if self._only_plays:
            say = Hints("--record-mode new_episodes")
            return Miss(*explain(redacted, self._playlist, self._tape.cassette.path, say))
        return Forward()

    async def learn(self, request: Request, response: Response) -> None:
        """Write an exchange down; done when it is on disk.

        Raises RingbackError where it is not, for whatever reason; nothing is then written of it.
        """
        self._redactor.remember(request)
        caller = self._redactor.caller_of(request)
        redacted = self._redactor.redact_response(response, caller)  # may tell a key's account
        interaction = Interaction(self._redactor.redact_request(request), redacted)
        place = self._redactor.leaking_field(interaction)
        if place is not None:
            raise RingbackError(
                f"{place} still holds a secret of the caller's after redaction, so this is not "
                "written; name the field that holds it with --redact NAME"
            )
        await self._tape.append(interaction)
        self.recorded += 1

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Close the cassette, put a good take in its place, and sum up."""
        path = self._tape.cassette.path
        keep = ended_well and self.recorded > 0
        await asyncio.to_thread(self._tape.close, keep)
        counts = f"{self.played} played, {self.recorded} recorded"
        if not self._all:
            again = "; --record-mode all records everything again" if self.played else ""
            return (f"{counts} ({path}){again}",)
        if not self.recorded:
            return (f"{counts}; {path} is as it was",)
        if keep:
            return (f"{counts}; {path} has been replaced",)
        kept = f"{path} is as it was, the take is kept as {self._tape.take}"
        return (f"{counts}; the run did not end well: {kept}",)
