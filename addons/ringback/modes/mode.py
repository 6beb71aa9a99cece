"""The interface of a mode: it answers a request, has it forwarded, or misses."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from ringback.cassette.model import Recording
from ringback.http.messages import Request, Response
from ringback.modes.outcomes import Decision, Forward
from ringback.modes.state import ModeState

if TYPE_CHECKING:  # they name types of modes that are chosen elsewhere
    from ringback.cassette.matching.closest import Closest
    from ringback.cassette.matching.recording_index import IndexedRecording


class Mode(ABC):
    """How requests to Twilio's hosts get their answers.

    - `name` is for messages only; the attributes below say what a mode can do.
    - `offline`: nothing may ever reach Twilio.
    - `forwards_on_failure`: when Ringback itself fails, the request is forwarded, not refused.
    - `https_only`: a request to Twilio over plain HTTP is refused, which no replay would answer.
    - `state`: what the mode keeps of accounts; None where it keeps nothing.
    """

    name: str
    offline: bool = True
    forwards_on_failure: bool = False
    https_only: bool = True
    state: ModeState | None = None

    def put_in_front(self, make: "Callable[[Mode], Mode]") -> "Mode":
        """Return the mode that `make` makes of this one, which then decides first."""
        return make(self)

    @abstractmethod
    def decide(self, request: Request) -> Decision:
        """Return what becomes of a request. Quick, and without I/O.

        A PreAction waits for the application's reply to a webhook, and goes on with it.
        """

    async def decide_large(self, request: Request) -> Decision:
        """Return what `decide` does, for a large request.

        What takes long is done in a thread: meanwhile other requests are answered.
        """
        return self.decide(request)

    async def on_response(
        self,
        request: Request,  # noqa: ARG002 - part of the interface
        response: Response,  # noqa: ARG002 - part of the interface
        forward: Forward,  # noqa: ARG002 - part of the interface
    ) -> tuple[str, ...]:
        """Process the upstream's response (decoded) to a request that `decide` had forwarded.

        Awaited before the client gets the response. Returns notes for the journal. Raises
        RingbackError where the response could not be kept; the client then gets a 500 instead.
        """
        return ()

    def unplayed(self) -> tuple[Recording, ...] | None:
        """Return the recordings that no request has asked for; None where the mode plays none."""
        return None

    def find_objection(self) -> str:
        """Return why the run ends with status 3, though it ended well; "" if it does not."""
        return ""

    def recordings(self) -> "tuple[IndexedRecording, ...] | None":
        """Return all recordings, with how often each was played; None where the mode plays none."""
        return None

    def find_closest(self, request: Request) -> "Closest | None":  # noqa: ARG002 - part of the interface
        """Return the recording that is closest now to a redacted request that was a miss."""
        return None

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002 - part of the interface
        """Close what is open and return a summary, line by line.

        Called once, when nothing is in flight. `ended_well` is False after a failed command or an
        error.
        """
        return ()
