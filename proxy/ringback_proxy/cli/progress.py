"""A progress bar for what takes longer than a second, on a terminal only."""

import sys
import time
from collections.abc import Generator, Sequence
from typing import TypeVar

import click

from ringback_proxy.reporting.colors import is_terminal

T = TypeVar("T")

# In seconds: what takes less time needs no bar.
DELAY = 1.0


def track(items: Sequence[T], label: str) -> Generator[T, None, None]:
    """Yield items, with a bar on standard error once they take longer than `DELAY`.

    Nothing may be printed meanwhile, or it would be in the middle of the bar.
    """
    if not is_terminal(sys.stderr):
        yield from items
        return
    begin = time.monotonic()
    done = 0
    while done < len(items) and time.monotonic() - begin < DELAY:
        yield items[done]
        done += 1
    if done < len(items):
        yield from _with_bar(items, done, label)


def _with_bar(items: Sequence[T], done: int, label: str) -> Generator[T, None, None]:
    with click.progressbar(length=len(items), label=label, file=sys.stderr) as bar:
        bar.update(done)
        for item in items[done:]:
            yield item
            bar.update(1)
