"""What goes wrong with PostgreSQL at the start, in one line with the next step."""

import re

from ringback.settings.postgresql_url import find_passwords, hide_password
from ringback.state.connection import StateError

# The server gives no code for a connection that it refuses, so its English words decide; in any
# other language the reason stands with the general step.
_NEXT_STEPS = (
    (
        r"password authentication failed|no password supplied",
        "give the right password in PGPASSWORD or in ~/.pgpass",
    ),
    (
        r'database ".*" does not exist',
        "create it with createdb, or give --state another database",
    ),
    (
        r'role ".*" does not exist',
        "create it with createuser, or give --state another user",
    ),
    (
        r"permission denied for database",
        "have the database's owner run CREATE SCHEMA ringback AUTHORIZATION and this user's name",
    ),
    (
        r"permission denied|must be owner",
        "give --state the user who has created the state, who owns the schema ringback",
    ),
    (
        r"read-only",
        "give --state the server that writes, or several hosts and target_session_attrs=read-write",
    ),
)
_ANY = "give --state a database that can be connected to, such as postgresql://USER@HOST/DATABASE"


def explain(url: str, error: Exception) -> StateError:
    """Return an error that says why a database cannot be used, with what to do next."""
    reason = summarize(error)
    for password in find_passwords(url):
        reason = reason.replace(password, "...")
    next_step = next((step for text, step in _NEXT_STEPS if re.search(text, reason)), _ANY)
    message = f"{hide_password(url)}: the state cannot be used ({reason}); {next_step}"
    return StateError(message, reason)


def summarize(error: Exception) -> str:
    """Return the first line of an error, without psycopg's words before it."""
    line = " ".join(str(error).strip().partition("\n")[0].split())
    return re.sub(r"^connection (failed|is bad): ", "", line)
