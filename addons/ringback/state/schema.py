"""The tables of a state, and how older ones become the present ones."""

from ringback.state.connection import Connection, StateError

# The statements of each version, from the one before it. What stands here stays as it is: states
# that people have were made by it.
#
# - sessions: `begun` counts how often one was begun with `settings`, or ended, by the control API.
# - records: a row for each record of a session, by its own number; without content it was removed.
# - facts: what an account only ever adds to. files: the contents of media.
# - deliveries: webhooks that are not delivered yet, in order, with the proxy that delivers them.
# - proxies: those that run, and when they were seen last.
MIGRATIONS = (
    """
    CREATE TABLE sessions (
        id {identity}, name TEXT NOT NULL UNIQUE, version {number} NOT NULL,
        epoch {number} NOT NULL, counts TEXT, clock TEXT
    );
    CREATE TABLE records (
        session {number} NOT NULL, number {number} NOT NULL, parent {number} NOT NULL,
        segment TEXT NOT NULL, sid TEXT NOT NULL, ordinal {number} NOT NULL,
        content TEXT, extra TEXT, version {number} NOT NULL,
        PRIMARY KEY (session, number)
    );
    CREATE INDEX records_by_version ON records (session, version);
    CREATE TABLE facts (
        session {number} NOT NULL, account {number} NOT NULL, kind TEXT NOT NULL,
        content TEXT NOT NULL, version {number} NOT NULL,
        PRIMARY KEY (session, account, kind, content)
    );
    CREATE INDEX facts_by_version ON facts (session, version);
    CREATE TABLE files (
        session {number} NOT NULL, number {number} NOT NULL, content_type TEXT NOT NULL,
        data {blob} NOT NULL, version {number} NOT NULL,
        PRIMARY KEY (session, number)
    );
    CREATE INDEX files_by_version ON files (session, version);
    CREATE TABLE deliveries (
        id {identity}, session {number} NOT NULL, lane TEXT NOT NULL, proxy TEXT NOT NULL,
        token TEXT NOT NULL, content TEXT NOT NULL
    );
    CREATE INDEX deliveries_by_lane ON deliveries (session, lane);
    CREATE TABLE proxies (id TEXT NOT NULL PRIMARY KEY, seen DOUBLE PRECISION NOT NULL)
    """,
    """
    ALTER TABLE sessions ADD COLUMN faults TEXT;
    ALTER TABLE sessions ADD COLUMN begun {number} NOT NULL DEFAULT 0;
    ALTER TABLE sessions ADD COLUMN ended {number} NOT NULL DEFAULT 0;
    ALTER TABLE sessions ADD COLUMN settings TEXT
    """,
)
VERSION = len(MIGRATIONS)


def prepare(connection: Connection, shown: str) -> None:
    """Bring a database to the present version; raises StateError.

    Of several proxies that start at once, one does it.
    """
    connection.begin_migration()
    try:
        _migrate(connection, shown)
    except BaseException:  # Ctrl-C, too, leaves no half migration
        connection.rollback()
        raise
    connection.commit()


def _migrate(connection: Connection, shown: str) -> None:
    version = _read_version(connection, shown)
    check_version(version, shown)
    types = {name: getattr(connection, name) for name in ("identity", "blob", "number")}
    for statements in MIGRATIONS[version:]:
        for statement in statements.split(";"):
            connection.execute(statement.format(**types))
    if version < VERSION:
        connection.execute("UPDATE ringback_schema SET version = ?", (VERSION,))


def check_version(version: int, shown: str) -> None:
    """Raise StateError for the version of a newer Ringback."""
    if version > VERSION:
        raise StateError(
            f"{shown} was written by a newer Ringback (version {version} of the state, and this "
            f"one knows {VERSION}); upgrade with pip install -U ringback, or give another --state"
        )


def _read_version(connection: Connection, shown: str) -> int:
    """Return the version of a database, which is 0 for an empty one."""
    tables = connection.list_tables()
    if "ringback_schema" in tables:
        ((version,),) = connection.execute("SELECT version FROM ringback_schema")
        return int(version)
    if tables:
        raise StateError(
            f"{shown} is the database of another program, and is left as it is; "
            f"give --state another {connection.elsewhere}"
        )
    connection.execute("CREATE TABLE ringback_schema (version INTEGER NOT NULL)")
    connection.execute("INSERT INTO ringback_schema VALUES (0)")
    return 0
