"""Databases of PostgreSQL for tests.

They are on the server that RINGBACK_TEST_POSTGRESQL names, with a superuser in its URL; without it,
on one that is started for the tests.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from ringback.state.postgresql import SCHEMA
from tests.support.state.cluster import running_cluster

# Read on import: the tests themselves have a clean environment.
_GIVEN = os.environ.get("RINGBACK_TEST_POSTGRESQL")


def is_given() -> bool:
    """Whether the server was started by somebody else."""
    return _GIVEN is not None


@contextmanager
def running_server() -> Iterator[str]:
    """Yield the URL of a database on a running server, whose user may create others."""
    if _GIVEN:
        yield _GIVEN
        return
    with running_cluster() as cluster:
        yield cluster.url("postgres")


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """Yield the URL of a new database, which is dropped in the end."""
    name = f"ringback_{uuid.uuid4().hex}"
    execute(server, f"CREATE DATABASE {name}")
    head, mark, query = server.partition("?")
    try:
        yield f"{head.rpartition('/')[0]}/{name}{mark}{query}"
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def empty(url: str) -> None:
    """Remove a state from a database, which is faster than to create another one."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """Return the rows of a statement, executed as another program would."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []
