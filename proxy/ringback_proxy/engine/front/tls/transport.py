"""TLS on a connection that is open: a transport for a protocol above, by the standard library.

Bytes that were read before TLS began can be fed to it, which asyncio's own `start_tls` cannot do.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any

_READ_SIZE = 65_536


class TlsTransport(asyncio.Protocol, asyncio.Transport):
    """The server's side of TLS: a protocol for the transport below, a transport for the one above.

    `on_established` is called once the handshake is complete, before the protocol above gets
    data; `on_failed` with the error if it fails, "" if the client left.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        above: asyncio.BaseProtocol,
        on_established: Callable[[ssl.SSLObject], None],
        on_failed: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._above: Any = above
        self._on_established = on_established
        self._on_failed = on_failed
        self._established = False
        self._ended = False  # nothing more is passed to the protocol above
        self._below: Any = None

    # --- a protocol for the transport below

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start TLS on a transport; data that has been read may follow."""
        self._below = transport

    def data_received(self, data: bytes) -> None:
        """Decrypt data, and pass it on."""
        self._incoming.write(data)
        if self._established or self._shake_hands():
            self._pass_on()

    def eof_received(self) -> bool | None:
        """Pass the end of the client's data on; return whether the transport stays open."""
        if not self._established or self._ended:
            return False
        self._ended = True
        stays_open: bool | None = self._above.eof_received()
        return stays_open

    def connection_lost(self, exc: Exception | None) -> None:
        """Report the end of the connection."""
        if self._established:
            self._above.connection_lost(exc)
        elif not self._ended:
            self._fail("")
        # They refer to this transport: without them all of it is freed at once.
        self._above = None
        del self._on_established, self._on_failed

    def pause_writing(self) -> None:
        """Report that the client does not read."""
        self._above.pause_writing()

    def resume_writing(self) -> None:
        """Report that the client reads again."""
        self._above.resume_writing()

    def _shake_hands(self) -> bool:
        """Continue the handshake; return whether it is complete."""
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return False
        except ssl.SSLError as error:
            self._flush()  # the alert
            self._fail(error.reason or str(error))
            return False
        # What is left to send goes with the first reply, if the request has come already.
        self._established = True
        self._on_established(self._tls)
        self._above.connection_made(self)
        return True

    def _fail(self, reason: str) -> None:
        self._ended = True
        self._on_failed(reason)
        self._below.close()

    def _pass_on(self) -> None:
        while not self._ended:
            try:
                data = self._tls.read(_READ_SIZE)
            except ssl.SSLWantReadError:
                self._flush()  # tickets, which acknowledge the handshake as well; or new keys
                return
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                data = b""
            except ssl.SSLError:
                self._ended = True
                self._below.abort()
                return
            if not data:  # the client has said that nothing follows
                if not self.eof_received():
                    self.close()
                return
            self._above.data_received(data)
            if not self._tls.pending() and not self._incoming.pending:
                return

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._below.write(self._outgoing.read())

    # --- a transport for the protocol above

    def write(self, data: Any) -> None:
        """Encrypt data and send it."""
        if data and not self._below.is_closing():
            self._tls.write(data)
            self._below.write(self._outgoing.read())

    def close(self) -> None:
        """End TLS and close the connection, once everything is sent."""
        if self._below.is_closing():
            return
        with suppress(ssl.SSLError):  # it waits for the client's own end, which is not needed
            self._tls.unwrap()
        self._flush()
        self._below.close()

    def abort(self) -> None:
        """Close the connection at once."""
        self._below.abort()

    def is_closing(self) -> bool:
        """Return whether the connection is closed or being closed."""
        closing: bool = self._below.is_closing()
        return closing

    def can_write_eof(self) -> bool:
        """Return False: TLS has no connection that is closed by half."""
        return False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what the transport below knows."""
        return self._below.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Stop reading from the client."""
        self._below.pause_reading()

    def resume_reading(self) -> None:
        """Read from the client again."""
        self._below.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Replace the protocol above."""
        self._above = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        """Return the protocol above."""
        protocol: asyncio.BaseProtocol = self._above
        return protocol
