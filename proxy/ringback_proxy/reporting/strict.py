"""`--strict`: a replay with a miss, an unknown parameter or an unplayed recording fails.

It ends with status 3.
"""

from ringback.journal import Journal
from ringback.modes.outcomes import Source


def find_violations(journal: Journal, unplayed: int) -> str:
    """Return what `--strict` does not allow, or "" if there is nothing of it.

    `unplayed` is the number of recordings that no request has asked for.
    """
    misses = journal.counts[Source.MISS]
    found = [_count(misses, "miss", "misses")] if misses else []
    unknown = journal.unknown_parameters
    if unknown:
        found.append(f"{_count(unknown, 'request', 'requests')} with an unknown parameter")
    if unplayed:
        found.append(f"{_count(unplayed, 'recording', 'recordings')} never played")
    *others, last = found or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
