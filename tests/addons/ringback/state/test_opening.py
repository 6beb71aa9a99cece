import asyncio
from pathlib import Path

import pytest

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


def test_a_state_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="there is no folder"):
        open_database(str(tmp_path / "no" / "state.sqlite"))
