"""Every kind of database."""

from pathlib import Path

import pytest

from tests.support.state.databases import Connect, connect_to_sqlite


@pytest.fixture(params=["sqlite"])
def connect(request: pytest.FixtureRequest, tmp_path: Path) -> Connect:
    """Return what makes connections to a new database of a kind."""
    return connect_to_sqlite(tmp_path)
