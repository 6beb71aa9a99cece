"""Every kind of database."""

from pathlib import Path

import pytest

from ringback.state.postgresql import PostgresqlConnection
from tests.support.state.databases import Connect, connect_to_sqlite


@pytest.fixture(params=["sqlite", "postgresql"])
def connect(request: pytest.FixtureRequest, tmp_path: Path) -> Connect:
    """Return what makes connections to a new database of a kind."""
    if request.param == "sqlite":
        return connect_to_sqlite(tmp_path)
    url = request.getfixturevalue("postgresql_url")
    return lambda: PostgresqlConnection(url)
