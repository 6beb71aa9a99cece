"""The gate of `--strict`: a replay that missed, or that left recordings unplayed, ends with 3."""

from ringback.journal import Journal
from ringback.modes.base import Source

STATUS = 3


def findings(journal: Journal, never_played: int) -> str:
    """Say what `--strict` objects to; nothing, where all is well."""
    misses = journal.counts[Source.MISS]
    found = [_counted(misses, "miss", "misses")] if misses else []
    if never_played:
        found.append(f"{_counted(never_played, 'recording', 'recordings')} never played")
    return " and ".join(found)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
