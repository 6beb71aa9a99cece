import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ringback.journal import JournalEntry
from ringback.modes.outcomes import Source
from ringback_proxy.sessions.explanations import ExplanationsForTests
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.session_factory import Opening
from ringback_proxy.testing.proxy_side.session_server import SessionServer
from tests.support.cassettes.exchanges import create, created
from tests.support.process.waiting import until
from tests.support.proxy.sessions import NOW, begin

TOKEN = "the-token-of-this-run"


@pytest.fixture
def sessions(tmp_path: Path) -> SessionRegistry:
    return SessionRegistry(Opening(tmp_path, lambda: NOW), ExplanationsForTests())


def serve(
    sessions: SessionRegistry, use: Callable[[StreamReader, StreamWriter], Awaitable[Any]]
) -> Any:
    """Return what `use` returns, which gets a connection to a server."""

    async def connect() -> Any:
        async with SessionServer(sessions, TOKEN).listening() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
            found = await use(reader, writer)
            writer.close()
            return found

    return asyncio.run(connect())


def call(sessions: SessionRegistry, *line: object) -> Any:
    """Return the answer to a call."""

    async def ask(reader: StreamReader, writer: StreamWriter) -> Any:
        writer.write(TOKEN.encode() + json.dumps(line).encode() + b"\n")
        return json.loads(await reader.readline())

    return serve(sessions, ask)


def test_a_session_begins_and_ends(sessions: SessionRegistry) -> None:
    spec = {"mode": "fake", "seed": 7, "test": {"title": "test_it"}}
    assert call(sessions, "begin", "one", spec) == ["done", []]
    assert sessions.find("one").spec.title == "test_it"
    kind, result = call(sessions, "end", "one", True)
    assert (kind, result["missed"]) == ("done", [])
    assert "one" not in sessions


def test_warnings_are_redacted(sessions: SessionRegistry, tmp_path: Path) -> None:
    cassette = tmp_path / "a?AuthToken=secret&b" / "a.yaml"
    cassette.parent.mkdir()
    cassette.write_text("version: 1\ninteractions: []\n")
    spec = {"mode": "replay", "cassette": [str(cassette)], "test": {}}
    kind, warnings = call(sessions, "begin", "one", spec)
    assert (kind, len(warnings)) == ("done", 1)
    assert "secret" not in warnings[0]


def test_a_mistake_is_told_with_what_to_do(sessions: SessionRegistry) -> None:
    spec = {"mode": "fake", "sead": 7, "test": {}}
    kind, reason = call(sessions, "begin", "one", spec)
    assert kind == "refused"
    assert reason.startswith("'sead' is not a setting of fake")


def test_another_failure_is_told_with_its_traceback(sessions: SessionRegistry) -> None:
    kind, details = call(sessions, "begin", "one", {"mode": "fake", "test": {"colour": 1}})
    assert kind == "broken"
    assert details.startswith("Traceback")
    assert "colour" in details


@pytest.mark.parametrize("number", [3, 101], ids=["few", "many"])
def test_the_history_has_the_newer_exchanges_and_the_warnings(
    sessions: SessionRegistry, number: int
) -> None:
    session = begin(sessions, "one")
    for _ in range(number):
        session.journal.add(JournalEntry(create(), created(), Source.FAKE, 0.5))
    session.warnings.append("a warning")
    kind, history = call(sessions, "history", "one", 0)
    assert (kind, len(history["exchanges"])) == ("done", number)
    assert history["warnings"] == ["a warning"]
    assert call(sessions, "history", "one", number)[1]["exchanges"] == []


def test_whoever_sends_another_token_gets_no_answer(sessions: SessionRegistry) -> None:
    async def ask(reader: StreamReader, writer: StreamWriter) -> bytes:
        writer.write(b"x" * len(TOKEN) + b'["history", "one", 0]\n')
        return await reader.read()

    assert serve(sessions, ask) == b""


@pytest.mark.parametrize("is_known", [True, False])
def test_connections_are_closed_with_the_server(
    sessions: SessionRegistry, caplog: pytest.LogCaptureFixture, is_known: bool
) -> None:
    async def read() -> bytes:
        server = SessionServer(sessions, TOKEN)
        async with server.listening() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await until(lambda: server._connections)
            if is_known:
                writer.write(TOKEN.encode() + b'["history", "nobody", 0]\n')
                assert json.loads(await reader.readline())[0] == "refused"
        found = await reader.read()
        writer.close()
        return found

    assert asyncio.run(read()) == b""
    assert not caplog.records
