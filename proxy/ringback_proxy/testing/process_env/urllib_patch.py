"""`urllib.request.urlopen`, which keeps the proxies that it found when it was first used.

It keeps them in `urllib.request._opener`, for the rest of the process.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def fresh_opener() -> Iterator[None]:
    """Have `urlopen` read the environment anew; an opener of the user's stays."""
    before = _opener()
    if _is_default(before):
        _install(None)
    try:
        yield
    finally:
        if _is_default(_opener()):
            _install(before)


def _opener() -> Any:
    return getattr(sys.modules.get("urllib.request"), "_opener", None)


def _install(opener: Any) -> None:
    module = sys.modules.get("urllib.request")
    if module is not None:
        module._opener = opener  # type: ignore[attr-defined]


def _is_default(opener: Any) -> bool:
    """Return whether it is what `urlopen` makes by itself, or none."""
    handlers = getattr(opener, "handlers", ())
    return all(type(handler).__module__ == "urllib.request" for handler in handlers)
