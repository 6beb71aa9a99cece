"""Inspect: forward every request and show the exchange; keep nothing."""

from ringback.http.messages import Request, Response
from ringback.modes.base import Decision, Forward


class InspectMode:
    """Forwards whatever comes; what is shown is the console's business."""

    name = "inspect"
    offline = False

    def decide(self, request: Request) -> Decision:  # noqa: ARG002 - every request is forwarded
        """Forward."""
        return Forward()

    async def learn(self, request: Request, response: Response) -> None:
        """Keep nothing."""

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002
        """Say nothing: the exchanges were shown."""
        return ()
