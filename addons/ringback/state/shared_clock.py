"""A clock that the proxies of a session share."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class SharedClock(Protocol):
    """A clock whose setting can be written down."""

    def dump(self) -> str | None:
        """Return the setting as text; None as long as nobody has changed it."""
        ...

    def restore(self, setting: str | None) -> None:
        """Set the clock as another proxy has; None for the clock of the beginning."""
        ...
