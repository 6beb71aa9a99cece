"""Pair the SIDs of two replies, so that later requests with one are those with the other.

A run against Twilio makes other resources than the recorded one did, and names these from then on.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from ringback.http.messages import Response
from ringback.sids import sid_pattern

# Not within a longer hexadecimal text.
_SID = re.compile(rf"(?<![0-9A-Za-z]){sid_pattern('[A-Z][A-Z]')}(?![0-9A-Za-z])")
_IN_BYTES = re.compile(_SID.pattern.encode())


class SidPairs:
    """The SIDs of a recorded run, by those of the current one."""

    def __init__(self) -> None:
        self._recorded: dict[str, str] = {}

    def learn(self, recorded: Response, current: Response) -> None:
        """Pair the SIDs that stand at the same places of two JSON replies."""
        if recorded.status != current.status:
            return
        try:
            old, new = json.loads(recorded.body), json.loads(current.body)
            self._recorded.update(_find_pairs(old, new))
        except (ValueError, RecursionError):
            return

    def to_recorded(self, text: str) -> str:
        """Return a text with each SID of the current run as the recorded one."""
        return _SID.sub(lambda match: self._recorded.get(match[0], match[0]), text)

    def to_recorded_bytes(self, data: bytes) -> bytes:
        """Return a body with each SID of the current run as the recorded one."""
        return _IN_BYTES.sub(lambda match: self._find(match[0]), data)

    def _find(self, sid: bytes) -> bytes:
        return self._recorded.get(sid.decode(), sid.decode()).encode()


def _find_pairs(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    """Yield pairs of a current SID and the recorded one."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old.keys() & new.keys():
            yield from _find_pairs(old[name], new[name])
    elif isinstance(old, list) and isinstance(new, list):
        # Lists of other lengths have other items at the same places.
        for one, other in zip(old, new, strict=True) if len(old) == len(new) else ():
            yield from _find_pairs(one, other)
    elif isinstance(old, str) and isinstance(new, str) and old != new:
        is_pair = _SID.fullmatch(old) and _SID.fullmatch(new) and old[:2] == new[:2]
        if is_pair:
            yield new, old
