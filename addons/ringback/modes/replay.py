"""Replay: every answer comes from a cassette, and nothing reaches Twilio."""

from ringback.cassette.matching.index import IndexedRecording, RecordingIndex
from ringback.cassette.matching.matchers import Matching
from ringback.cassette.matching.miss_report import COMMAND_LINE, Hints, explain
from ringback.cassette.model import Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Miss, Source


class ReplayMode:
    """Answers with the recording that equals the request; a miss says why there is none.

    Each recording is played once, in order; with `allow_playback_repeats` the last of equal ones
    goes on.
    """

    name = "replay"
    offline = True

    def __init__(
        self,
        library: Library,
        matching: Matching,
        redactor: Redactor,
        allow_playback_repeats: bool = False,
        vocabulary: Hints = COMMAND_LINE,
    ) -> None:
        self._vocabulary = vocabulary
        self._redactor = redactor
        self._cassette = library.cassettes[0].path
        self._playlist = RecordingIndex(
            library.recordings, matching, redactor, allow_playback_repeats
        )

    def decide(self, request: Request) -> Answer | Miss:
        """Play the recording of a request."""
        redacted, track = found(request, self._playlist, self._redactor)
        if track is None:
            return Miss(*explain(redacted, self._playlist, self._cassette, self._vocabulary))
        return played(track.recording, request, self._redactor)

    async def learn(self, request: Request, response: Response) -> None:  # noqa: ARG002
        """Never called: nothing is forwarded."""
        raise AssertionError("replay forwards nothing")

    def unplayed(self) -> tuple[Recording, ...]:
        """Return the recordings that no request has asked for."""
        return tuple(self._playlist.unplayed())

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002
        """Sum up: how much of the cassettes was played, and what was not."""
        total = len(self._playlist.tracks)
        unplayed = self.unplayed()
        lines = [f"{total - len(unplayed)} of {total} recordings played"]
        if unplayed:
            lines.append("never played: " + labels(unplayed))
        return tuple(lines)


def found(
    request: Request, playlist: RecordingIndex, redactor: Redactor
) -> tuple[Request, IndexedRecording | None]:
    """Return a request as redacted, and its recording, which then is played; None on a miss.

    An API key's account is nowhere in its credentials. It is learnt from the first request that
    only has a recording if an account that it names is the key's own.
    """
    redacted = redactor.redact_request(request)
    track = playlist.take(redacted)
    for account in redactor.possible_accounts(request) if track is None else ():
        own = redactor.redact_request(request, account)
        track = playlist.take(own)
        if track is not None:
            redactor.learn_account(request, account)
            return own, track
    return redacted, track


def played(recording: Recording, request: Request, redactor: Redactor) -> Answer:
    """Return a recording as the answer to a request, with the caller's own sids put back."""
    response = redactor.restore(
        recording.response, redactor.caller_of(request), redactor.caller_of(recording.request)
    )
    return Answer(response, Source.CASSETTE, recording.path.name, recording.index)


def labels(recordings: tuple[Recording, ...], most: int = 10) -> str:
    """Name recordings for a line of the console."""
    named = [recording.label for recording in recordings[:most]]
    if len(recordings) > most:
        named.append(f"{len(recordings) - most} more")
    return ", ".join(named)
