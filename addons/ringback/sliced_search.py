"""Regular expressions for long texts, searched slice by slice.

`re` holds the interpreter's lock during a call: in a thread, too, a search of a megabyte would stop
the event loop for a tenth of a second. Between two slices other threads run. The matches are those
of the pattern itself, which may begin in one slice and end in another.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property

# In characters: the places at which one call looks for the beginning of a match.
SLICE = 16_384
_OVERLAP = 64


class SlicedPattern:
    """A pattern that never matches the empty text.

    - `start`: what every match begins with, at most 64 characters and without look-ahead. Only
      where it matches is the pattern tried; it should itself begin with a few characters, for which
      `re` looks quickly.
    - Without `start` the pattern is tried at every place of a long text.
    """

    def __init__(self, pattern: str, start: str | None = None, flags: int = 0) -> None:
        self._pattern, self._start, self._flags = pattern, start, flags

    # Compiled when they are used: most runs use few of the patterns, which are made at the start.

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._pattern, self._flags)

    @cached_property
    def _beginning(self) -> re.Pattern[str] | None:
        """The pattern of what every match begins with."""
        return None if self._start is None else re.compile(self._start)

    @cached_property
    def _first_in_slice(self) -> re.Pattern[str]:
        """The pattern of what is before the first match in a slice."""
        return re.compile(rf"(?s:.{{0,{SLICE - 1}}}?)(?={self._pattern})", self._flags)

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        """Return the first match that begins at `at` or later."""
        if self._beginning is not None:
            return self._search_starts(self._beginning, text, at)
        if len(text) - at <= SLICE:
            return self.whole.search(text, at)
        for begin in range(at, len(text), SLICE):
            found = self._first_in_slice.match(text, begin)
            if found is not None:
                return self.whole.match(text, found.end())
        return None

    def _search_starts(self, start: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
        while at < len(text):
            found = start.search(text, at, at + SLICE + _OVERLAP)
            if found is None or found.start() >= at + SLICE:
                at += SLICE
                continue
            match = self.whole.match(text, found.start())
            if match is not None:
                return match
            at = found.start() + 1
        return None

    def finditer(self, text: str, at: int = 0) -> Iterator[re.Match[str]]:
        """Yield the matches from `at` on, none of which overlap."""
        while match := self.search(text, at):
            yield match
            at = match.end()

    def sub(self, replace: Callable[[re.Match[str]], str], text: str) -> str:
        """Return a text with each match replaced."""
        pieces: list[str] = []
        done = 0
        for match in self.finditer(text):
            pieces += [text[done : match.start()], replace(match)]
            done = match.end()
        return "".join(pieces) + text[done:] if pieces else text
