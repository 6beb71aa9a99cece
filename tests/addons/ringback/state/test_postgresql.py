import os
import signal
from collections.abc import Callable, Iterator
from threading import Thread

import psycopg
import pytest

from ringback.state import delivery_table, postgresql, schema
from ringback.state.connection import StateError
from ringback.state.postgresql import PostgresqlConnection
from tests.support.process.waiting import wait_for
from tests.support.state.databases import prepared
from tests.support.state.postgresql import execute, is_given

INSERT = "INSERT INTO sessions (name, version, epoch) VALUES (?, 0, 0)"
COUNT = "SELECT count(*) FROM sessions"


@pytest.fixture
def connection(postgresql_url: str) -> Iterator[PostgresqlConnection]:
    """A connection to a database with all tables."""
    made = prepared(lambda: PostgresqlConnection(postgresql_url, answer_timeout=1.0))
    assert isinstance(made, PostgresqlConnection)
    yield made
    made.close()


def find_backend(connection: PostgresqlConnection) -> int:
    ((pid,),) = connection.execute("SELECT pg_backend_pid()")
    return int(pid)


def test_the_tables_are_in_a_schema_of_their_own(
    connection: PostgresqlConnection, postgresql_url: str
) -> None:
    execute(postgresql_url, "CREATE TABLE IF NOT EXISTS public.sessions (of_another int)")

    assert "sessions" in connection.list_tables()
    assert connection.execute(COUNT) == [(0,)]


def test_the_clock_is_the_servers_and_goes_on_in_a_transaction(
    connection: PostgresqlConnection,
) -> None:
    connection.begin()
    ((first,),) = connection.execute(f"SELECT {connection.now}")
    ((second,),) = connection.execute(f"SELECT {connection.now}")

    assert isinstance(first, float)
    assert second > first
    connection.rollback()


def test_a_statement_sees_what_was_committed_before_it_whatever_the_default_is(
    connection: PostgresqlConnection, postgresql_url: str
) -> None:
    connection.execute("SET default_transaction_isolation = serializable")
    connection.begin()
    assert connection.execute(COUNT) == [(0,)]
    execute(postgresql_url, "INSERT INTO ringback.sessions (name, version, epoch) VALUES ('a',0,0)")

    assert connection.execute(COUNT) == [(1,)]
    connection.commit()


def run_blocked(url: str, blocked: PostgresqlConnection, work: Callable[[], None]) -> Thread:
    """Return the thread that does something, once another transaction blocks it."""
    pid = find_backend(blocked)
    thread = Thread(target=work)
    thread.start()
    wait_for(
        lambda: execute(url, f"SELECT 1 WHERE pg_blocking_pids({pid}) <> '{{}}'") or None,
        lambda: "nothing blocks it",
    )
    return thread


def test_a_row_that_was_waited_for_is_seen_as_it_was_committed(
    connection: PostgresqlConnection, postgresql_url: str
) -> None:
    connection.execute(INSERT, ("a",))
    other = PostgresqlConnection(postgresql_url)
    other.begin()
    other.execute("UPDATE sessions SET version = 7")
    seen = list[tuple[object, ...]]()

    def lock() -> None:
        connection.begin()
        seen.extend(connection.execute("SELECT version FROM sessions" + connection.for_update))
        connection.commit()

    blocked = run_blocked(postgresql_url, connection, lock)
    other.commit()
    blocked.join()
    other.close()

    assert seen == [(7,)]


def test_a_proxy_that_was_away_is_not_forgotten_while_it_reports(
    connection: PostgresqlConnection, postgresql_url: str
) -> None:
    delivery_table.note_running(connection, "a")
    connection.execute("UPDATE proxies SET seen = seen - 60")
    other = PostgresqlConnection(postgresql_url)
    other.begin()
    delivery_table.note_running(other, "a")
    blocked = run_blocked(
        postgresql_url, connection, lambda: delivery_table.forget_gone(connection)
    )
    other.commit()
    blocked.join()
    other.close()

    assert connection.execute("SELECT id FROM proxies") == [("a",)]


def test_a_backend_that_was_terminated_is_a_lost_connection(
    connection: PostgresqlConnection, postgresql_url: str
) -> None:
    execute(postgresql_url, f"SELECT pg_terminate_backend({find_backend(connection)})")

    with pytest.raises(connection.errors):
        connection.begin()
    assert connection.is_lost
    connection.rollback()


def test_a_server_that_only_reads_any_more_is_a_lost_connection(
    connection: PostgresqlConnection,
) -> None:
    connection.begin()
    connection.execute("SET TRANSACTION READ ONLY")

    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        connection.execute(INSERT, ("a",))
    assert connection.is_lost


def test_a_transaction_that_has_failed_is_not_taken_for_committed(
    connection: PostgresqlConnection,
) -> None:
    connection.begin()
    with pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM nothing")

    with pytest.raises(psycopg.OperationalError, match="answered COMMIT with ROLLBACK"):
        connection.commit()
    assert not connection.is_lost


def test_a_server_that_is_silent_breaks_the_connection(connection: PostgresqlConnection) -> None:
    if is_given():
        pytest.skip("the server may be on another machine, and its process is stopped here")
    pid = find_backend(connection)
    connection.begin()
    try:
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(psycopg.OperationalError, match="the server does not answer"):
            connection.execute(COUNT)
        assert connection.is_lost
        connection.rollback()
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_row_that_stays_locked_is_not_waited_for_forever(
    connection: PostgresqlConnection, postgresql_url: str
) -> None:
    connection.execute(INSERT, ("a",))
    connection.execute("SET lock_timeout = '50ms'")
    with psycopg.connect(postgresql_url) as other:
        other.execute("UPDATE ringback.sessions SET version = 7")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            connection.execute("SELECT 1 FROM sessions" + connection.for_update)
    assert not connection.is_lost


def test_the_limits_are_those_of_each_connection(connection: PostgresqlConnection) -> None:
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")

    assert [connection.execute(f"SHOW {name}") for name in names] == [
        [(f"{postgresql.LOCK_TIMEOUT}s",)],
        [("1min",)],
        [(f"{postgresql.IDLE_TIMEOUT}s",)],
    ]


def test_a_user_without_permissions_is_told_what_is_needed(postgresql_url: str) -> None:
    execute(postgresql_url, "DROP ROLE IF EXISTS ringback_guest")
    execute(postgresql_url, "CREATE ROLE ringback_guest LOGIN PASSWORD 'guest'")
    host = postgresql_url.rpartition("@")[2]
    url = f"postgresql://ringback_guest:guest@{host}"

    connection = PostgresqlConnection(url)
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as denied:
        schema.prepare(connection, "the state")
    explained = connection.explain(url, denied.value)
    connection.close()
    assert "the database's owner run CREATE SCHEMA ringback AUTHORIZATION" in str(explained)

    execute(postgresql_url, "CREATE SCHEMA ringback AUTHORIZATION ringback_guest")
    prepared(lambda: PostgresqlConnection(url)).close()
    execute(postgresql_url, "DROP SCHEMA ringback CASCADE")
    execute(postgresql_url, "DROP ROLE ringback_guest")


def test_a_database_that_cannot_be_reached_is_explained_without_the_password() -> None:
    with pytest.raises(StateError, match=r"//me@127.0.0.1:1/x: .*; give --state a database") as e:
        PostgresqlConnection("postgresql://me:hush@127.0.0.1:1/x")
    assert "hush" not in str(e.value)
