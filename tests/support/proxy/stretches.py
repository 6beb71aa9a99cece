"""The longest stretches of processor time in which no other thread, or no other client, has a turn.

Processor time of one thread, not wall time: what else the machine does does not count.
"""

import asyncio
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ringback.sliced_search import SlicedPattern

_LONG = 16_384
_LOOP = "the event loop"


class Stretches:
    """The longest stretch of each callback of the event loop and each search in a long text.

    The event loop is that of the main thread.
    """

    def __init__(self) -> None:
        self.longest: dict[str, float] = {}
        self.searched_in_loop: set[str] = set()

    def run(self, name: str, call: Callable[[], Any]) -> Any:
        """Call, and note the processor time."""
        if name != _LOOP and threading.current_thread() is threading.main_thread():
            self.searched_in_loop.add(name)
        began = time.thread_time()
        try:
            return call()
        finally:
            used = time.thread_time() - began
            self.longest[name] = max(used, self.longest.get(name, 0))

    def find_longest(self) -> tuple[float, str]:
        """Return the longest stretch, in seconds, and where it was."""
        return max((used, name) for name, used in self.longest.items())


class _TimedPattern:
    """A pattern whose calls on long texts are timed; `re` lets no other thread run meanwhile."""

    def __init__(self, pattern: re.Pattern[Any], name: str, stretches: Stretches) -> None:
        self.pattern, self.flags = pattern.pattern, pattern.flags
        self._pattern, self._name, self._stretches = pattern, name, stretches

    def __getattr__(self, method: str) -> Callable[..., Any]:
        original = getattr(self._pattern, method)

        def call(*arguments: Any, **named: Any) -> Any:
            if max(map(_length, arguments)) < _LONG:
                return original(*arguments, **named)
            return self._stretches.run(self._name, lambda: original(*arguments, **named))

        return call

    def finditer(self, text: Any, *places: int) -> Iterator[re.Match[Any]]:
        matches = self._pattern.finditer(text, *places)
        if len(text) < _LONG:
            yield from matches
            return
        while match := self._stretches.run(self._name, lambda: next(matches, None)):
            yield match

    def sub(self, replace: Any, text: Any) -> Any:
        if len(text) < _LONG or not callable(replace):
            return self.__getattr__("sub")(replace, text)
        pieces, done = [], 0
        for match in self.finditer(text):  # between two matches others run
            pieces += [text[done : match.start()], replace(match)]
            done = match.end()
        return text[:0].join([*pieces, text[done:]])


def _length(argument: object) -> int:
    return len(argument) if isinstance(argument, str | bytes) else 0


def time_stretches(monkeypatch: pytest.MonkeyPatch) -> Stretches:
    """Time the callbacks of event loops, and the patterns of every module that is imported."""
    stretches = Stretches()
    run = asyncio.Handle._run
    monkeypatch.setattr(
        asyncio.Handle,
        "_run",
        lambda handle: stretches.run(_LOOP, lambda: run(handle)),
    )
    for name, module in tuple(sys.modules.items()):
        if name.startswith("ringback."):
            for attribute, value in tuple(vars(module).items()):
                label = f"{name}.{attribute}"
                if isinstance(value, re.Pattern):
                    timed = _TimedPattern(value, label, stretches)
                    monkeypatch.setattr(module, attribute, timed)
                elif isinstance(value, SlicedPattern):
                    _time_sliced(monkeypatch, value, label, stretches)
    return stretches


def _time_sliced(
    monkeypatch: pytest.MonkeyPatch, pattern: SlicedPattern, label: str, stretches: Stretches
) -> None:
    monkeypatch.setattr(pattern, "whole", _TimedPattern(pattern.whole, label, stretches))
    if pattern._beginning is not None:
        beginning = _TimedPattern(pattern._beginning, f"{label} (beginning)", stretches)
        monkeypatch.setattr(pattern, "_beginning", beginning)
    first = _TimedPattern(pattern._first_in_slice, f"{label} (slice)", stretches)
    monkeypatch.setitem(vars(pattern), "_first_in_slice", first)
