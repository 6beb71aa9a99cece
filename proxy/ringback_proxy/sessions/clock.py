"""A clock for the fake that a test can stop, set and advance."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta


class Clock:
    """Runs with the `system` clock (aware UTC times) until it is stopped at an instant."""

    def __init__(self, system: Callable[[], datetime], stopped: datetime | None = None) -> None:
        self._system = system
        self._beginning = stopped
        self._stopped = stopped
        self._offset = timedelta()

    def __call__(self) -> datetime:
        """Return the time."""
        return self._stopped if self._stopped is not None else self._system() + self._offset

    def dump(self) -> str | None:
        """Return the setting of the clock; None as long as it is that of the beginning."""
        if self._stopped == self._beginning and not self._offset:
            return None
        stopped = None if self._stopped is None else self._stopped.isoformat()
        return json.dumps({"stopped": stopped, "offset": self._offset / timedelta(microseconds=1)})

    def restore(self, setting: str | None) -> None:
        """Set the clock as `dump` has returned it, maybe in another proxy."""
        self._stopped, self._offset = self._beginning, timedelta()
        if setting is not None:
            given = json.loads(setting)
            stopped = given["stopped"]
            self._stopped = None if stopped is None else datetime.fromisoformat(stopped)
            self._offset = timedelta(microseconds=given["offset"])

    def stop_at(self, moment: datetime) -> None:
        """Stop the clock at an instant."""
        self._stopped = moment

    @property
    def is_stopped(self) -> bool:
        """Whether the clock is stopped."""
        return self._stopped is not None

    def stop(self) -> None:
        """Stop the clock at its time."""
        self._stopped = self()

    def run(self) -> None:
        """Start a stopped clock again at its time."""
        if self._stopped is not None:
            self._offset = self._stopped - self._system()
            self._stopped = None

    def advance(self, by: timedelta) -> None:
        """Advance the clock; a stopped one stays stopped at the new time."""
        if self._stopped is not None:
            self._stopped += by
        else:
            self._offset += by
