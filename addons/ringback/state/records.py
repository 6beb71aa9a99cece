"""The records of a session in a database: what has changed since a version, and new changes."""

import json
from typing import Any

from ringback.state.connection import Connection
from ringback.twilio.replication.rows import Changes, Fact, Row
from ringback.twilio.replication.value_json import decode_values, encode_values
from ringback.twilio.values.file_content import FileContent

TABLES = ("records", "facts", "files", "deliveries")


def read(connection: Connection, session: int, version: int) -> Changes:
    """Return what has changed in a session since a version."""
    since = (session, version)
    rows = connection.execute(
        "SELECT number, parent, segment, sid, ordinal, content, extra, version FROM records "
        "WHERE session = ? AND version > ?",
        since,
    )
    facts = connection.execute(
        "SELECT account, kind, content FROM facts WHERE session = ? AND version > ? "
        "ORDER BY version",
        since,
    )
    files = connection.execute(
        "SELECT number, content_type, data FROM files WHERE session = ? AND version > ?", since
    )
    return Changes(
        tuple(map(_parse_row, rows)),
        tuple(Fact(account, kind, json.loads(text)) for account, kind, text in facts),
        {number: FileContent(bytes(data), json.loads(kind)) for number, kind, data in files},
    )


def _parse_row(row: tuple[Any, ...]) -> Row:
    number, parent, segment, sid, ordinal, content, extra, version = row
    values = None if content is None else decode_values(content)
    described = {} if extra is None else json.loads(extra)
    return Row(number, parent, segment, sid, ordinal, values, described, version)


def write(connection: Connection, session: int, version: int, changes: Changes) -> None:
    """Write what has changed in a session, as a new version."""
    connection.execute_many(
        "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session, number) DO "
        "UPDATE SET sid = excluded.sid, ordinal = excluded.ordinal, content = excluded.content, "
        "extra = excluded.extra, version = excluded.version",
        [_format_row(session, version, row) for row in changes.rows],
    )
    for fact in changes.facts:
        connection.execute(
            "INSERT INTO facts VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (session, fact.account, fact.kind, json.dumps(fact.text), version),
        )
    for number, file in changes.files.items():
        if file is None:
            statement = "DELETE FROM files WHERE session = ? AND number = ?"
            connection.execute(statement, (session, number))
        else:
            connection.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
                (session, number, json.dumps(file.content_type), file.data, version),
            )


def _format_row(session: int, version: int, row: Row) -> tuple[Any, ...]:
    return (
        session,
        row.number,
        row.parent,
        row.segment,
        row.sid,
        row.ordinal,
        None if row.values is None else encode_values(row.values),
        json.dumps(row.extra) if row.extra else None,
        version,
    )


def delete(connection: Connection, session: int) -> None:
    """Remove all that a session has."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table} WHERE session = ?", (session,))
