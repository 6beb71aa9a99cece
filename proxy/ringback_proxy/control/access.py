"""Where the control API is, and what opens it."""

import secrets
from dataclasses import dataclass, field

PREFIX = "/ringback"

# The page: its document and its files hold nothing of a session, and need no token.
PAGE = "/"
PAGE_FILES = "/page/assets/"
PAGE_VIEWS = "/page/"


@dataclass(frozen=True, slots=True)
class ControlAccess:
    """The URL of the control API, and the token that requests have to send."""

    url: str
    token: str = field(repr=False)


def make_token() -> str:
    """Return a new token."""
    return secrets.token_urlsafe(24)
