"""Two modes of one session: the first decides, and the second plays what the first cannot."""

from ringback.cassette.matching.closest import Closest
from ringback.cassette.matching.recording_index import IndexedRecording
from ringback.cassette.model import Recording
from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Decision, Forward, Mode
from ringback.twilio.webhooks.pre_action import PreAction


class FallbackMode(Mode):
    """A mode with a `fallback`, which is asked if the `primary` mode has no answer of its own.

    With it, one cassette is recorded to while others are read, and of several cassettes those that
    exist play although one is missing.
    """

    def __init__(self, primary: Mode, fallback: Mode) -> None:
        self.name = primary.name
        self.offline = primary.offline
        self._primary = primary
        self._fallback = fallback

    def decide(self, request: Request) -> Decision:
        """Return the primary's answer, else the fallback's, else the primary's decision."""
        decision = self._primary.decide(request)
        if isinstance(decision, Answer | PreAction):
            return decision
        played = self._fallback.decide(request)
        return played if isinstance(played, Answer) else decision

    async def decide_large(self, request: Request) -> Decision:
        """Return the same; what takes long is done in a thread."""
        decision = await self._primary.decide_large(request)
        if isinstance(decision, Answer | PreAction):
            return decision
        played = await self._fallback.decide_large(request)
        return played if isinstance(played, Answer) else decision

    async def on_response(self, request: Request, response: Response, forward: Forward) -> None:
        """Pass the response on to the primary, which had the request forwarded."""
        await self._primary.on_response(request, response, forward)

    def unplayed(self) -> tuple[Recording, ...]:
        """Return the fallback's recordings that no request asked for."""
        return self._fallback.unplayed() or ()

    def recordings(self) -> tuple[IndexedRecording, ...]:
        """Return the recordings of both."""
        return (*(self._primary.recordings() or ()), *(self._fallback.recordings() or ()))

    def find_closest(self, request: Request) -> Closest | None:
        """Return the closest recording of the fallback, else of the primary."""
        return self._fallback.find_closest(request) or self._primary.find_closest(request)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Finish both modes and return the summaries of both."""
        lines = await self._primary.finish(ended_well=ended_well)
        return lines + await self._fallback.finish(ended_well=ended_well)
