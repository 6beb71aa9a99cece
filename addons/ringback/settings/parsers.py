"""Parsers of option values.

Each raises UsageError with the text, what is accepted and what to type.
"""

import errno
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ringback.errors import UsageError
from ringback.http.origin import DEFAULT_PORTS, Origin
from ringback.settings.names import POST_ACTION_EVENTS, PRE_ACTION_EVENTS
from ringback.settings.postgresql_url import is_postgresql_url, parse_postgresql_url
from ringback.sids import is_sid

# How many characters of a text that is too long a message shows.
_SHOWN = 80

# The state that ends with the proxy, and how the name of a file with another one ends.
MEMORY = "memory"
STATE_SUFFIXES = (".sqlite", ".sqlite3", ".db")


def parse_names(text: str) -> tuple[str, ...]:
    """Split a list at its commas: `method, path,body`."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def parse_port(text: str) -> int:
    """Parse a port to listen on; 0 is any free one."""
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) > 65_535:
        raise UsageError(
            f"{text!r} is not a port; give a number up to 65535, or 0 for any free one"
        )
    return int(text)


def parse_host(text: str) -> str:
    """Parse an address to listen on; an IPv6 address may be in brackets, as in a URL."""
    bare = text.removeprefix("[").removesuffix("]") if ":" in text else text
    if not bare.strip():
        raise UsageError(
            f"{text!r} is not an address; give 127.0.0.1, or 0.0.0.0 for every address"
        )
    return bare


def parse_state(text: str) -> str:
    """Parse where the state is kept: in memory, in a file or in a database of PostgreSQL."""
    if is_postgresql_url(text):
        return parse_postgresql_url(text)
    if text == MEMORY or Path(text).suffix in STATE_SUFFIXES:
        return text if text == MEMORY else str(parse_path(text))
    raise UsageError(
        f"{text[:_SHOWN]!r} is no place for a state; accepted are memory, the URL of a database "
        f"such as postgresql://USER@HOST/DATABASE, and a path that ends in "
        f"{', '.join(STATE_SUFFIXES)}, such as state.sqlite"
    )


def parse_upstream(text: str) -> Origin:
    """Parse the URL of an upstream: scheme, host and port, without a path."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in DEFAULT_PORTS or port == 0:
        raise UsageError(
            f"{_without_credentials(text)!r} is not an upstream; "
            f"give scheme, host and port, such as https://localhost:8443"
        )
    found = Origin(parts.scheme, host, port or DEFAULT_PORTS[parts.scheme])
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username is not None:
        raise UsageError(
            f"{_without_credentials(text)!r} has more than scheme, host and port; "
            f"the rest comes from the client, so give {found}"
        )
    return found


def parse_webhook_url(text: str) -> str:
    """Parse the URL of a webhook, which is called with its path and query."""
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url or re.search(r"\s", text):
        raise UsageError(
            f"{_without_credentials(text)[:_SHOWN]!r} is not the URL of a webhook; "
            "give one such as http://127.0.0.1:5000/webhooks"
        )
    return text


def parse_webhook_event(text: str) -> str:
    """Parse the name of an event of webhooks."""
    events = POST_ACTION_EVENTS + PRE_ACTION_EVENTS
    if text not in events:
        near = get_close_matches(text, events, n=1)
        hint = f"did you mean {near[0]}?" if near else f"accepted are {', '.join(events)}"
        raise UsageError(f"{text[:_SHOWN]!r} is not an event of webhooks; {hint}")
    return text


def _without_credentials(text: str) -> str:
    """Return a URL for a message, without user name and password."""
    return re.sub(r"//[^/]*@", "//...@", text)


def parse_seconds(text: str) -> float:
    """Parse a positive number of seconds, less than a day."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 86_400:
        raise UsageError(f"{text!r} is not a number of seconds between 0 and a day; give 30, say")
    return value


def parse_whole_number(text: str) -> int:
    """Parse a whole number."""
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a whole number; give 7, say") from None


def parse_positive_number(text: str) -> int:
    """Parse a whole number of at least 1."""
    value = parse_whole_number(text)
    if value < 1:
        raise UsageError(f"{text!r} is less than 1; give 100, say")
    return value


def parse_count(text: str) -> int:
    """Parse a whole number of at least 0."""
    value = parse_whole_number(text)
    if value < 0:
        raise UsageError(f"{text!r} is less than 0; give 20, say")
    return value


def parse_error_status(text: str) -> int:
    """Parse the status of an error: a client takes any other for an answer."""
    value = parse_whole_number(text)
    if not 400 <= value <= 599:
        raise UsageError(f"{text!r} is not the status of an error; give 422, say")
    return value


def parse_instant(text: str) -> datetime:
    """Parse a date and time, and convert it to UTC.

    It is in UTC already if it has no offset. Fractions of a second are cut off.
    """
    try:
        value = datetime.fromisoformat(text)
        if value.tzinfo is None:
            value = value.replace(tzinfo=UTC)
        return value.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text!r} is not a date and time; give ISO 8601, such as 2026-01-31T12:00:00Z"
        ) from None


def parse_account_sid(text: str) -> str:
    """Parse an account SID."""
    if not is_sid("AC", text):
        raise UsageError(f"{text!r} is not an account SID, which is AC and 32 hexadecimal digits")
    return text


def parse_start_with(text: str) -> Path | Mapping[str, Any]:
    """Parse the path of a start file; what is in it may be given instead, but not as text."""
    return parse_path(text)


def parse_path(text: str) -> Path:
    """Parse a path, of a file that exists or not."""
    try:
        Path(text).stat()
    except ValueError:
        raise UsageError(f"{text[:_SHOWN]!r} is not a path: no path has a zero character") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            shown = f"{text[:_SHOWN]!r}..."
            raise UsageError(f"{shown} is too long for a path; give a shorter one") from None
    return Path(text)
