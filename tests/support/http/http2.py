"""An HTTP/2 client for several streams at once, trailers, and invalid headers."""

import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)

Pairs = tuple[tuple[str, str], ...]


@dataclass
class Http2Reply:
    """The reply on a stream; `broken` if the stream was reset or the connection closed."""

    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    ended: bool = False
    broken: bool = False

    @property
    def status(self) -> int:
        return int(self.headers[":status"])


class Http2Client:
    """One connection; a context manager that closes it."""

    def __init__(self, connection: ssl.SSLSocket) -> None:
        assert connection.selected_alpn_protocol() == "h2"
        self._socket = connection
        # Left unchecked, so that a test may send what no client should.
        self._h2 = H2Connection(
            H2Configuration(validate_outbound_headers=False, normalize_outbound_headers=False)
        )
        self._replies: dict[int, Http2Reply] = {}
        self._h2.initiate_connection()
        self._flush()

    def __enter__(self) -> "Http2Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._socket.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        authority: str = "conversations.twilio.com",
        headers: Pairs = (),
        body: bytes = b"",
        trailers: Pairs = (),
    ) -> int:
        """Send a request and return its stream, for `receive`."""
        stream: int = self._h2.get_next_available_stream_id()
        pseudo = ((":method", method), (":scheme", "https"), (":authority", authority))
        bodyless = not body and not trailers
        self._h2.send_headers(stream, [*pseudo, (":path", path), *headers], end_stream=bodyless)
        if body:
            self._h2.send_data(stream, body, end_stream=not trailers)
        if trailers:
            self._h2.send_headers(stream, trailers, end_stream=True)
        self._replies[stream] = Http2Reply()
        self._flush()
        return stream

    def reset(self, stream: int) -> None:
        """Reset a stream."""
        self._h2.reset_stream(stream)
        self._flush()

    def receive(self, stream: int) -> Http2Reply:
        """Read until a stream has its whole reply or is broken, and return the reply."""
        reply = self._replies[stream]
        while not (reply.ended or reply.broken):
            # What has come before the end of a connection counts, however that looks.
            try:
                received = self._socket.recv(65536)
            except OSError:
                received = b""
            if not received:
                self._break_all()
            for event in self._h2.receive_data(received):
                self._handle(event)
            with suppress(OSError):
                self._flush()
        return reply

    def _handle(self, event: Event) -> None:
        match event:
            case ResponseReceived():
                self._replies[event.stream_id].headers = {
                    name.decode(): value.decode() for name, value in event.headers
                }
            case DataReceived():
                self._replies[event.stream_id].body += event.data
                self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            case StreamEnded():
                self._replies[event.stream_id].ended = True
            case StreamReset():
                self._replies[event.stream_id].broken = True
            case ConnectionTerminated():
                self._break_all()
            case _:
                pass

    def _break_all(self) -> None:
        for reply in self._replies.values():
            reply.broken = not reply.ended

    def _flush(self) -> None:
        self._socket.sendall(self._h2.data_to_send())
