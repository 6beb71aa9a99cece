"""The names of sessions."""

import re

from ringback.errors import UsageError

# The session of requests that name none; the options of the command line describe it.
DEFAULT = "default"

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
# Clients resolve these in a path, so that a request would go to another session.
_OF_PATHS = (".", "..")
_SHOWN = 80


def is_name(text: str) -> bool:
    """Return whether a text can be the name of a session."""
    return _NAME.fullmatch(text) is not None and text not in _OF_PATHS


def check_name(text: str) -> str:
    """Return a name of a session; raises UsageError for any other text."""
    if not is_name(text):
        raise UsageError(
            f"{text[:_SHOWN]!r} is not the name of a session; give 1 to 64 letters, digits, dots, "
            "hyphens or underscores, such as worker-1"
        )
    return text
