"""URLs of PostgreSQL, as libpq reads them; none is shown with its password.

Stricter than libpq in one thing: `@`, `/` and `:` in a password have to be percent-encoded, because
libpq would take the rest of the password for a host, and messages name hosts.
"""

import re
from urllib.parse import unquote

from ringback.errors import UsageError

SCHEMES = ("postgresql", "postgres")

_URL = re.compile(
    r"""
    (?P<scheme>postgres(?:ql)?)://
    (?: (?P<user>[^:@/]*) (?: : (?P<password>[^:@/]*) )? @ )?
    (?P<hosts>[^/?@]*)
    (?P<database>/[^/?@]*)?
    (?: \? (?P<query>[^@]*) )?
    """,
    re.VERBOSE,
)
_HOST = re.compile(r"(?:\[[^\]]*\]|[^:\[\]]*)(?::\d*)?")
# What no part of a URL may have: NUL, or a percent sign that begins no encoded character.
_UNDECODABLE = re.compile(r"\0|%00|%(?![0-9A-Fa-f]{2})")
# Parameters that are no secrets, and say which database it is.
_SHOWN_PARAMETERS = ("service", "host", "hostaddr", "port", "dbname", "user")


def is_postgresql_url(text: str) -> bool:
    """Whether a setting is meant for PostgreSQL."""
    scheme, colon, _ = text.partition(":")
    return scheme in SCHEMES and bool(colon)


def parse_postgresql_url(text: str) -> str:
    """Parse the URL of a database of PostgreSQL."""
    if _match(text) is None:
        raise UsageError(
            f"{hide_password(text)} is not the URL of a database of PostgreSQL; give one such as "
            "postgresql://USER@HOST:5432/DATABASE, and the password in PGPASSWORD (in a URL, @ is "
            "%40, / is %2F, : is %3A and % is %25)"
        )
    return text


def _match(text: str) -> "re.Match[str] | None":
    found = None if _UNDECODABLE.search(text) else _URL.fullmatch(text)
    if found and all(_HOST.fullmatch(host) for host in found["hosts"].split(",")):
        return found
    return None


def find_passwords(text: str) -> list[str]:
    """Return the passwords in a URL, as they are and decoded."""
    found = _match(text)
    if found is None:
        return []
    pairs = (each.partition("=") for each in (found["query"] or "").split("&"))
    given = [value for name, _, value in pairs if "password" in unquote(name)]
    given.append(found["password"] or "")
    return [form for value in given if value for form in (value, unquote(value))]


def hide_password(text: str) -> str:
    """Return a URL for messages: without its password, and with few of its parameters."""
    found = _match(text)
    if found is None:
        return f"{text.partition(':')[0]}://..."
    user = f"{found['user']}@" if found["user"] else ""
    parameters = [
        each
        for each in (found["query"] or "").split("&")
        if unquote(each.partition("=")[0]) in _SHOWN_PARAMETERS
    ]
    query = f"?{'&'.join(parameters)}" if parameters else ""
    return f"{found['scheme']}://{user}{found['hosts']}{found['database'] or ''}{query}"
