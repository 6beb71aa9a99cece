"""The mode for requests that no session answers: a miss, or an error, that explains why."""

from ringback.http.messages import Request
from ringback.mitmproxy_addon import error_responses
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Decision, Miss


class NoSession(Mode):
    """A mode that only misses, with one message; with a `status`, it answers with that error."""

    name = "none"

    def __init__(self, message: str, status: int | None = None) -> None:
        self._message = message
        self._status = status

    def decide(self, request: Request) -> Decision:  # noqa: ARG002 - whatever it is
        """Return the miss or the error."""
        if self._status is not None:
            return error_responses.answer_failure(self._status, self._message)
        return Miss(self._message)
