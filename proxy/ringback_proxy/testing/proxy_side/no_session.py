"""The mode for requests that belong to no session: a miss that explains why."""

from ringback.http.messages import Request
from ringback.modes.base import Decision, Miss, Mode

NO_SESSION = (
    "no test that uses the ringback fixture is running; if this came from a test that has "
    "ended, make the test wait for what it started."
)


def explain_ended(title: str) -> str:
    """Return why a request of a session that has ended gets no answer."""
    return (
        f"this came from {title or 'a session'}, which has ended, and no other test's state "
        "answers it. Make the test wait for what it started; start what has to outlive a test in "
        "a session fixture, with the environment of the ringback_session fixture."
    )


class NoSession(Mode):
    """A mode that only misses, with one message."""

    name = "fake"

    def __init__(self, message: str = NO_SESSION) -> None:
        self._message = message

    def decide(self, request: Request) -> Decision:  # noqa: ARG002 - whatever it is
        """Return a miss."""
        return Miss(self._message)
