"""Two modes of one test: the first answers, or says why not; the other plays what it can."""

from ringback.cassette.model import Recording
from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Decision, Forward, Mode


class FallbackMode(Mode):
    """A mode in front of `also`, which is asked where the first has no answer of its own.

    So one cassette is recorded to while others are read, and what is there of several cassettes
    plays although one is missing.
    """

    def __init__(self, first: Mode, also: Mode) -> None:
        self.name = first.name
        self.offline = first.offline
        self._first = first
        self._also = also

    def decide(self, request: Request) -> Decision:
        """Return the first's answer, else the other's, else what the first says."""
        decision = self._first.decide(request)
        if isinstance(decision, Answer):
            return decision
        played = self._also.decide(request)
        return played if isinstance(played, Answer) else decision

    async def on_response(self, request: Request, response: Response, forward: Forward) -> None:
        """Pass the response to the first mode, which had the request forwarded."""
        await self._first.on_response(request, response, forward)

    def unplayed(self) -> tuple[Recording, ...]:
        """Return the recordings of the second mode that no request has asked for."""
        return self._also.unplayed() or ()

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Finish both, and say what both sum up."""
        lines = await self._first.finish(ended_well=ended_well)
        return lines + await self._also.finish(ended_well=ended_well)
