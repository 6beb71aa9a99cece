"""Patterns of paths: `*` stands for one segment, `**` for any rest."""

import re

_WILDCARDS = re.compile(r"(\*\*|\*)")


def matches_path(pattern: str, path: str) -> bool:
    """Return whether a path matches, in a time that grows with both lengths only."""
    reached = {0}
    for part in _WILDCARDS.split(pattern):
        if part == "**":
            reached = set(range(min(reached), len(path) + 1))
        elif part == "*":
            reached = _extend(reached, path)
        else:
            reached = {at + len(part) for at in reached if path.startswith(part, at)}
        if not reached:
            return False
    return len(path) in reached


def _extend(reached: set[int], path: str) -> set[int]:
    """Return the offsets up to the end of the segments that offsets are in."""
    extended: set[int] = set()
    for at in sorted(reached):
        if at not in extended:
            slash = path.find("/", at)
            extended.update(range(at, (len(path) if slash < 0 else slash) + 1))
    return extended
