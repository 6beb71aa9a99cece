"""A kept HTTP connection to the proxy, read by httptools: http.client reads heads as e-mail."""

import socket

import httptools

# pytest leaves out the frames of this module, so that a failed test shows its own line.
__tracebackhide__ = True

_PIECE = 65_536  # bytes that are read at once


class HttpConnection:
    """Sends one request after another, with the same headers.

    It connects again if a response was not read to its end. Methods raise OSError if the other side
    is gone, ConnectionError among them.
    """

    def __init__(self, port: int, headers: str) -> None:
        self._address = ("127.0.0.1", port)
        self._headers = f"Host: 127.0.0.1:{port}\r\n{headers}"
        self._closed = False
        self._socket: socket.socket | None = None

    def connect(self) -> socket.socket:
        """Connect, unless that is done."""
        if self._closed:
            raise ConnectionError
        if self._socket is None:
            self._socket = socket.create_connection(self._address)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def close(self) -> None:
        """Close the connection, for good."""
        self._closed = True
        self.disconnect()

    def disconnect(self) -> None:
        """Close the connection until the next request."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def send(self, method: str, target: str, body: bytes) -> None:
        """Send a request."""
        head = f"{method} {target} HTTP/1.1\r\n{self._headers}Content-Length: {len(body)}\r\n\r\n"
        self.connect().sendall(head.encode() + body)

    def receive(self) -> tuple[int, bytes]:
        """Return the status and the body of the response."""
        connection, response = self.connect(), _Response()
        while not response.is_complete:
            data = connection.recv(_PIECE)
            if not data:
                raise ConnectionError
            response.feed(data)
        if not response.keeps_alive:
            self.disconnect()
        return response.status, b"".join(response.pieces)


class _Response:
    """A response as it arrives."""

    def __init__(self) -> None:
        self.status = 0
        self.pieces: list[bytes] = []
        self.is_complete = False
        self.keeps_alive = False
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Parse more of it; raises ConnectionError for what is no HTTP."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            raise ConnectionError(str(error)) from None

    # Called by httptools.

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        self.keeps_alive = self._parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self.pieces.append(body)

    def on_message_complete(self) -> None:
        self.is_complete = True
