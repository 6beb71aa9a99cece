"""A clock for the fake that a test can stop, set and put forward."""

from collections.abc import Callable
from datetime import datetime, timedelta


class Clock:
    """Runs with the `system` clock (aware UTC times) until it is stopped at an instant."""

    def __init__(self, system: Callable[[], datetime], stopped: datetime | None = None) -> None:
        self._system = system
        self._stopped = stopped
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the time."""
        return self._stopped if self._stopped is not None else self._system() + self._ahead

    def stop_at(self, moment: datetime) -> None:
        """Stand still at an instant."""
        self._stopped = moment

    def advance(self, by: timedelta) -> None:
        """Go forward; a clock that stood still stands still there."""
        if self._stopped is not None:
            self._stopped += by
        else:
            self._ahead += by
