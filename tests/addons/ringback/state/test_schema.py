import threading

import pytest

from ringback.state import schema
from ringback.state.connection import StateError
from tests.support.state.databases import Connect, prepared


def test_a_new_database_gets_the_present_version(connect: Connect) -> None:
    connection = prepared(connect)

    assert connection.execute("SELECT version FROM ringback_schema") == [(schema.VERSION,)]
    assert connection.execute("SELECT * FROM sessions") == []
    connection.close()


def test_many_that_start_at_once_migrate_it_once(connect: Connect) -> None:
    errors: list[BaseException] = []

    def start() -> None:
        try:
            prepared(connect).close()
        except BaseException as error:  # noqa: BLE001 - of a thread, for the test
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    connection = connect()
    assert connection.execute("SELECT version FROM ringback_schema") == [(schema.VERSION,)]
    connection.close()


def test_an_older_proxy_refuses_a_newer_schema(connect: Connect) -> None:
    connection = prepared(connect)
    connection.execute("UPDATE ringback_schema SET version = 99")

    with pytest.raises(
        StateError, match=r"newer Ringback .*; upgrade with pip install -U ringback"
    ):
        schema.prepare(connection, "the state")
    connection.close()


def test_a_state_of_the_first_version_is_brought_up_to_date(connect: Connect) -> None:
    connection = connect()
    connection.begin_migration()
    connection.execute("CREATE TABLE ringback_schema (version INTEGER NOT NULL)")
    connection.execute("INSERT INTO ringback_schema VALUES (1)")
    names = {name: getattr(connection, name) for name in ("identity", "blob", "number")}
    for statement in schema.MIGRATIONS[0].split(";"):
        connection.execute(statement.format(**names))
    connection.execute("INSERT INTO sessions (name, version, epoch) VALUES ('default', 3, 1)")
    connection.commit()

    schema.prepare(connection, "the state")

    found = connection.execute("SELECT name, version, begun, ended, faults FROM sessions")
    assert found == [("default", 3, 0, 0, None)]
    connection.close()


def test_a_database_of_another_program_is_left_as_it_is(connect: Connect) -> None:
    connection = connect()
    connection.begin_migration()
    connection.execute("CREATE TABLE people (name TEXT)")
    connection.commit()

    with pytest.raises(StateError, match=r"another program, .*; give --state another"):
        schema.prepare(connection, "the state")
    assert connection.list_tables() == {"people"}
    connection.close()
