"""Inspect: every request is forwarded, and the console shows the exchange; nothing is kept."""

from ringback.http.messages import Request
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Decision, Forward


class InspectMode(Mode):
    """Forwards every request."""

    name = "inspect"
    offline = False
    forwards_on_failure = True
    https_only = False

    def decide(self, request: Request) -> Decision:  # noqa: ARG002 - part of the interface
        """Return `Forward`, whatever the request is."""
        return Forward()
