"""The clock of the system."""

from datetime import UTC, datetime


def system_clock() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)
