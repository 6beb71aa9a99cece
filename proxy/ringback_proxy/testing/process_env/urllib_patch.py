"""A temporary patch of `urllib.request.urlopen`, which reads the proxies only once.

It keeps them in `urllib.request._opener`, for the rest of the process.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def patch_urlopen() -> Iterator[None]:
    """Make `urlopen` read the environment again; an opener that the user installed stays."""
    before = _get_opener()
    if _is_default(before):
        _set_opener(None)
    try:
        yield
    finally:
        if _is_default(_get_opener()):
            _set_opener(before)


def _get_opener() -> Any:
    return getattr(sys.modules.get("urllib.request"), "_opener", None)


def _set_opener(opener: Any) -> None:
    module = sys.modules.get("urllib.request")
    if module is not None:
        module._opener = opener  # type: ignore[attr-defined]  # private


def _is_default(opener: Any) -> bool:
    """Return whether `urlopen` made the opener itself, or there is none."""
    handlers = getattr(opener, "handlers", ())
    return all(type(handler).__module__ == "urllib.request" for handler in handlers)
