"""What answers a request that belongs to no act: nobody's world, and a sentence that says why."""

from ringback.http.messages import Request
from ringback.modes.base import Decision, Miss, Mode

NO_ACT = (
    "no test that uses the ringback fixture is running; if this came from a test that has "
    "ended, have it wait for what it started."
)


def ended(title: str) -> str:
    """Say why a request of an act that is over gets no answer."""
    return (
        f"this came from {title or 'an act'}, which has ended, and no other test's world answers "
        "it. Have the test wait for what it started; what is to outlive a test is started by a "
        "session fixture, with the environment of the ringback_session fixture."
    )


class NoSession(Mode):
    """A mode that only misses, with one message."""

    name = "fake"

    def __init__(self, message: str = NO_ACT) -> None:
        self._message = message

    def decide(self, request: Request) -> Decision:  # noqa: ARG002 - whatever it is
        """Miss."""
        return Miss(self._message)
