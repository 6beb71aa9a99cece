"""What becomes of a private part of mitmproxy that a newer version has changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from ringback.errors import RingbackError

VARIABLE = "RINGBACK_ENGINE"
FAST, PLAIN = "fast", "plain"


@contextmanager
def report_changes() -> Iterator[None]:
    """Raise RingbackError, with what to type, for a name or a module that mitmproxy lacks."""
    try:
        yield
    except (ImportError, AttributeError) as error:
        from importlib.metadata import version  # slow to load

        raise RingbackError(
            f"mitmproxy {version('mitmproxy')} has changed in a part that the fast engine uses "
            f"({error}); set {VARIABLE}={PLAIN}, or install 'mitmproxy<13'"
        ) from error
