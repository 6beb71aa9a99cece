"""Why a request belongs to no session, in the words of who began the sessions."""

from typing import Protocol


class Explanations(Protocol):
    """The sentences of misses that no session answers."""

    def ended(self, name: str, title: str) -> str:
        """Return why a request of a session that has ended gets no answer."""
        ...

    def over(self, name: str, title: str) -> str:
        """Return why nothing can be done with a session that has ended."""
        ...

    def dropped(self, name: str, limit: int) -> str:
        """Return why a session was ended that was used least recently."""
        ...

    def not_begun(self, name: str, mode: str) -> str:
        """Return why a session cannot begin on first use."""
        ...

    def none(self) -> str:
        """Return why a request without a name has no session."""
        ...


class ExplanationsForCommandLine:
    """The sentences for the command line."""

    def ended(self, name: str, title: str) -> str:  # noqa: ARG002 - the title is for tests
        """Return what to do about a request of an ended session."""
        return (
            f"the session {name!r} has ended, and no other session's state answers its late "
            f"requests; begin it anew with PUT /ringback/sessions/{name}, or use another name."
        )

    def over(self, name: str, title: str) -> str:  # noqa: ARG002 - the title is for tests
        """Return how to use a name again."""
        return f"the session {name!r} has ended; begin it anew with PUT /ringback/sessions/{name}"

    def dropped(self, name: str, limit: int) -> str:
        """Return what to do about a request of a dropped session."""
        return (
            f"the session {name!r} was ended as the least recently used of {limit}; "
            "end sessions that are over, or give a larger --max-sessions."
        )

    def not_begun(self, name: str, mode: str) -> str:
        """Return how to begin a session whose mode needs settings of its own."""
        return (
            f"the session {name!r} has not begun, and in {mode} mode a session begins only through "
            f'the control API: PUT /ringback/sessions/{name} with {{"mode": "record", "cassette": '
            f'"{name}.yaml"}}, or with {{"mode": "fake"}}.'
        )

    def none(self) -> str:
        """Return that there is no session."""
        return "no session is running."


class ExplanationsForTests:
    """The sentences for the proxy of a test run, whose sessions are its tests."""

    def ended(self, name: str, title: str) -> str:  # noqa: ARG002 - tests know their titles
        """Return what to do about a request of a test that has ended."""
        return (
            f"this came from {title or 'a session'}, which has ended, and no other test's state "
            "answers it. Make the test wait for what it started; start what has to outlive a test "
            "in a session fixture, with the environment of the ringback_session fixture."
        )

    def over(self, name: str, title: str) -> str:  # noqa: ARG002 - tests know their titles
        """Return that the test is over."""
        return f"{title or 'the session'} has ended; use its ringback object only while it runs"

    def dropped(self, name: str, limit: int) -> str:
        """Return why a test's session was ended."""
        return f"the session {name!r} was ended as the least recently used of {limit}."

    def not_begun(self, name: str, mode: str) -> str:  # noqa: ARG002 - no test has this name
        """Return that no test has this name."""
        return self.none()

    def none(self) -> str:
        """Return why a request meets no test."""
        return (
            "no test that uses the ringback fixture is running; if this came from a test that has "
            "ended, make the test wait for what it started."
        )
