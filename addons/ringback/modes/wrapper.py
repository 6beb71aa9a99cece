"""The base of modes that change what another mode does."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ringback.cassette.model import Recording
from ringback.http.messages import Request, Response
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Decision, Forward

if TYPE_CHECKING:  # they name types of the mode that is wrapped
    from ringback.cassette.matching.closest import Closest
    from ringback.cassette.matching.recording_index import IndexedRecording


class ModeWrapper(Mode):
    """Leaves everything to the `inner` mode; subclasses override what differs."""

    def __init__(self, inner: Mode) -> None:
        self.inner = inner
        self.name = inner.name
        self.offline = inner.offline
        self.forwards_on_failure = inner.forwards_on_failure
        self.https_only = inner.https_only
        self.state = inner.state

    def put_in_front(self, make: Callable[[Mode], Mode]) -> Mode:
        """Return the mode that `make` makes of this one, which then decides first."""
        return make(self)

    def decide(self, request: Request) -> Decision:
        """Return the decision of the inner mode."""
        return self.inner.decide(request)

    async def decide_large(self, request: Request) -> Decision:
        """Return the same; what takes long is done in a thread."""
        return await self.inner.decide_large(request)

    async def on_response(
        self, request: Request, response: Response, forward: Forward
    ) -> tuple[str, ...]:
        """Pass a response on to the inner mode; return its notes."""
        return await self.inner.on_response(request, response, forward)

    def unplayed(self) -> tuple[Recording, ...] | None:
        """Return the recordings that no request has asked for."""
        return self.inner.unplayed()

    def find_objection(self) -> str:
        """Return why the run ends with status 3, though it ended well; "" if it does not."""
        return self.inner.find_objection()

    def recordings(self) -> "tuple[IndexedRecording, ...] | None":
        """Return all recordings, with how often each was played."""
        return self.inner.recordings()

    def find_closest(self, request: Request) -> "Closest | None":
        """Return the recording that is closest now to a redacted request that was a miss."""
        return self.inner.find_closest(request)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Finish the inner mode and return its summary."""
        return await self.inner.finish(ended_well=ended_well)
