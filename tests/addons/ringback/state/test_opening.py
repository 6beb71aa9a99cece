import asyncio
import sys
from pathlib import Path

import pytest

from ringback.settings.postgresql_url import hide_password
from ringback.state.connection import StateError
from ringback.state.opening import open_database
from ringback.state.session_state import SessionState
from tests.support.state.databases import make_api


def test_a_file_is_opened_once_until_it_is_closed(tmp_path: Path) -> None:
    async def scenario() -> None:
        path = str(tmp_path / "state.sqlite")
        database = open_database(path)
        assert open_database(path) is database
        session = SessionState("default", make_api().replicate())
        database.attach(session)
        await database.detach(session)
        again = open_database(path)
        assert again is not database
        again.attach(session)
        await again.detach(session)

    asyncio.run(scenario())


def test_a_database_of_postgresql_is_opened_by_its_url(postgresql_url: str) -> None:
    async def scenario() -> None:
        database = open_database(postgresql_url)
        assert open_database(postgresql_url) is database
        assert database.shown == hide_password(postgresql_url)
        session = SessionState("default", make_api().replicate())
        database.attach(session)
        assert await database.run(session, lambda connection: connection.execute("SELECT 1"))
        await database.detach(session)

    asyncio.run(scenario())


def test_without_psycopg_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("psycopg", "ringback.state.postgresql"):
        monkeypatch.setitem(sys.modules, name, None)
    command = r'python -m pip install "ringback\[postgresql\]" installs it'

    with pytest.raises(StateError, match=rf"//me@db needs the package psycopg .*; {command}"):
        open_database("postgresql://me:hush@db")


def test_a_state_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="there is no folder"):
        open_database(str(tmp_path / "no" / "state.sqlite"))
