"""Two modes of one session: the first decides, and the second plays what the first cannot."""

from typing import TYPE_CHECKING

from ringback.cassette.model import Recording
from ringback.http.messages import Request
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Decision
from ringback.modes.wrapper import ModeWrapper
from ringback.twilio.webhooks.pre_action import PreAction

if TYPE_CHECKING:  # they name types of the mode that is wrapped
    from ringback.cassette.matching.closest import Closest
    from ringback.cassette.matching.recording_index import IndexedRecording


class FallbackMode(ModeWrapper):
    """A mode with a `fallback`, which is asked if the `primary` mode has no answer of its own.

    With it, one cassette is recorded to while others are read, and of several cassettes those that
    exist play although one is missing.
    """

    def __init__(self, primary: Mode, fallback: Mode) -> None:
        super().__init__(primary)
        self._fallback = fallback

    def decide(self, request: Request) -> Decision:
        """Return the primary's answer, else the fallback's, else the primary's decision."""
        decision = self.inner.decide(request)
        if isinstance(decision, Answer | PreAction):
            return decision
        played = self._fallback.decide(request)
        return played if isinstance(played, Answer) else decision

    async def decide_large(self, request: Request) -> Decision:
        """Return the same; what takes long is done in a thread."""
        decision = await self.inner.decide_large(request)
        if isinstance(decision, Answer | PreAction):
            return decision
        played = await self._fallback.decide_large(request)
        return played if isinstance(played, Answer) else decision

    def unplayed(self) -> tuple[Recording, ...]:
        """Return the fallback's recordings that no request asked for."""
        return self._fallback.unplayed() or ()

    def recordings(self) -> "tuple[IndexedRecording, ...]":
        """Return the recordings of both."""
        return (*(self.inner.recordings() or ()), *(self._fallback.recordings() or ()))

    def find_closest(self, request: Request) -> "Closest | None":
        """Return the closest recording of the fallback, else of the primary."""
        return self._fallback.find_closest(request) or self.inner.find_closest(request)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Finish both modes and return the summaries of both."""
        lines = await self.inner.finish(ended_well=ended_well)
        return lines + await self._fallback.finish(ended_well=ended_well)
