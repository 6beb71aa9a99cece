import psycopg
import pytest

from ringback.state.postgresql_errors import explain

URL = "postgresql://me:hush%20hush@db/name"
SHOWN = "postgresql://me@db/name: the state cannot be used "


@pytest.mark.parametrize(
    ("reason", "next_step"),
    [
        ('FATAL:  password authentication failed for user "me"', "in PGPASSWORD or in ~/.pgpass"),
        ("fe_sendauth: no password supplied", "in PGPASSWORD or in ~/.pgpass"),
        ('FATAL:  database "name" does not exist', "createdb, or give --state another database"),
        ('FATAL:  role "me" does not exist', "createuser, or give --state another user"),
        ("permission denied for database name", "run CREATE SCHEMA ringback AUTHORIZATION"),
        ("permission denied for schema ringback", "give --state the user who has created"),
        ("cannot execute INSERT in a read-only transaction", "target_session_attrs=read-write"),
        ("FATAL:  zu viele Verbindungen", "such as postgresql://USER@HOST/DATABASE"),
    ],
)
def test_each_reason_has_a_next_step(reason: str, next_step: str) -> None:
    error = explain(URL, psycopg.OperationalError(f"connection failed: {reason}\n\tmore"))

    assert error.reason == " ".join(reason.split())
    explained = str(error)
    assert explained.startswith(f"{SHOWN}({' '.join(reason.split())}); ")
    assert next_step in explained
    assert "more" not in explained


def test_a_password_is_not_repeated_whoever_says_it() -> None:
    error = explain(URL, psycopg.ProgrammingError('bad token: "hush%20hush", "hush hush"'))

    assert '(bad token: "...", "...")' in str(error)
