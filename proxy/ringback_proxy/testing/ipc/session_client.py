"""Begins and ends sessions in the proxy's process, and reads their history, as most tests do.

Over a connection of its own, with a line of JSON for a call and a line for its answer: HTTP would
take longer than what it is asked for.
"""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from ringback.errors import RingbackError
from ringback_proxy.sessions.result import History, SessionResult
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.ipc import decoding, failures, spec_encoding

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

_PIECE = 65_536  # bytes that are read at once


class SessionClient:
    """Calls the sessions' server at a port of this machine; `explain_loss` says why it is gone.

    Methods raise RingbackError for a mistake of the user's, and if the proxy is gone.
    """

    def __init__(self, port: int, token: str, explain_loss: Callable[[], str]) -> None:
        self._address = ("127.0.0.1", port)
        self._token = token
        self._explain_loss = explain_loss
        self._lock = Lock()
        self._closed = False
        # Now, before a test forbids sockets.
        self._socket: socket.socket | None = self._connect()

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(self._address)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(self._token.encode())
        return connection

    def close(self) -> None:
        """Close the connection, for good."""
        self._closed = True
        self._disconnect()

    def _disconnect(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def begin(
        self, name: str, spec: SessionSpec, meanwhile: Callable[[], object] | None = None
    ) -> tuple[str, ...]:
        """Begin a session; return the cassettes' warnings.

        `meanwhile` is called while the proxy begins it.
        """
        return tuple(self._call("begin", name, spec_encoding.encode_spec(spec), meanwhile))

    def end(self, name: str, *, ended_well: bool) -> SessionResult:
        """End a session once its requests are answered; return its outcome.

        `ended_well` moves a pending cassette into place.
        """
        return decoding.decode_result(self._call("end", name, ended_well))

    def fetch_history(self, name: str, known: int = 0) -> History:
        """Return the exchanges of a session without the first `known` ones, and its warnings."""
        return decoding.decode_history(self._call("history", name, known))

    def _call(
        self,
        action: str,
        name: str,
        argument: Any,
        meanwhile: Callable[[], object] | None = None,
    ) -> Any:
        line = json.dumps((action, name, argument)).encode() + b"\n"
        with self._lock:
            answer = self._exchange(line, meanwhile)
        kind, value = json.loads(answer)
        if kind == "done":
            return value
        if kind == "refused":
            raise failures.make_usage_error(value)
        raise failures.make_failure(value)

    def _exchange(self, line: bytes, meanwhile: Callable[[], object] | None) -> bytes:
        try:
            with self._explained_loss():
                connection = self._send(line)
            if meanwhile is not None:
                meanwhile()
            with self._explained_loss():
                return _read_line(connection)
        except BaseException:  # Ctrl-C, too: the answer may still be to come
            self._disconnect()
            raise

    @contextmanager
    def _explained_loss(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            raise RingbackError(self._explain_loss()) from None

    def _send(self, line: bytes) -> socket.socket:
        if self._closed:
            raise ConnectionError
        self._socket = self._socket or self._connect()
        self._socket.sendall(line)
        return self._socket


def _read_line(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\n"):
        piece = connection.recv(_PIECE)
        if not piece:
            raise ConnectionError
        answer += piece
    return answer
