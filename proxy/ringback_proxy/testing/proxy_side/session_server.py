"""Serves what `ipc/session_client.py` calls: sessions begin and end, and tell their history."""

import asyncio
import hmac
import json
import traceback
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ringback.errors import RingbackError
from ringback_proxy.sessions.result import History
from ringback_proxy.testing.proxy_side import result_encoding, spec_decoding

if TYPE_CHECKING:  # it imports mitmproxy, which must come after import_mitmproxy
    from ringback_proxy.sessions.registry.registry import SessionRegistry

# In bytes. Only whoever has sent the token can send as much.
_LONGEST_LINE = 1 << 30
# Exchanges that are described at once; more of them are described in a thread.
_FEW = 100


class SessionServer:
    """Answers calls on connections that begin with the token."""

    def __init__(self, sessions: "SessionRegistry", token: str) -> None:
        self._sessions = sessions
        self._token = token.encode()
        self._connections: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """Listen on a free port of this machine alone while the block lasts; yield the port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_LONGEST_LINE)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for connection in self._connections:
                connection.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)
        try:
            # The test run is gone, or this server is closed: its streams would log that.
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                sent = await reader.readexactly(len(self._token))
                if hmac.compare_digest(sent, self._token):
                    while line := await reader.readline():
                        writer.write(await self._answer(line))
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> bytes:
        try:
            return _encode("done", await self._perform(*json.loads(line)))
        except RingbackError as error:
            return _encode("refused", str(error))
        except Exception:  # noqa: BLE001 - the test run is told
            return _encode("broken", traceback.format_exc())

    async def _perform(self, action: str, name: str, argument: Any) -> Any:
        match action:
            case "begin":
                return await self._begin(name, argument)
            case "end":
                result = await self._sessions.end(name, ended_well=argument)
                describe = partial(result_encoding.describe_result, result)
                return await _call(describe, is_long=_is_long(result.history))
            case _:
                session = self._sessions.find(name).session
                history = History(session.entries(argument), tuple(session.warnings))
                describe = partial(result_encoding.describe_history, history)
                return await _call(describe, is_long=_is_long(history))

    async def _begin(self, name: str, document: Any) -> list[str]:
        """Begin a session; return the warnings of its cassettes."""
        opened = await self._sessions.begin(name, spec_decoding.decode_spec(document))
        session = opened.session
        return [session.redactor.redact_text(warning) for warning in session.warnings]


def _is_long(history: History | None) -> bool:
    return history is not None and len(history.entries) > _FEW


async def _call(describe: Callable[[], Any], *, is_long: bool) -> Any:
    return await asyncio.to_thread(describe) if is_long else describe()


def _encode(kind: str, value: Any) -> bytes:
    return json.dumps((kind, value)).encode() + b"\n"
