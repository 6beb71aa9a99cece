"""Reads the first message of TLS, in which a client names the host and the protocols it wants."""

from mitmproxy.tls import ClientHello

from ringback_proxy.engine.front.tls import hello_fields

_HANDSHAKE = 0x16
_CLIENT_HELLO = 0x01
_RECORD_HEADER = 5
_MESSAGE_HEADER = 4
# In bytes, as long as TLS allows a record to be; a hello of several records is rare and small.
_LIMIT = 65_536

# What mitmproxy agrees to; the first that the client offers.
_KNOWN = (b"h3", b"h2", b"http/1.1", b"http/1.0", b"http/0.9")


class NoTlsError(Exception):
    """The bytes are not the beginning of TLS."""


def parse(data: bytes) -> ClientHello | None:
    """Return the hello at the beginning of a connection; None while it is incomplete.

    Raises NoTlsError if there is none.
    """
    message = _join_records(data)
    if message[:1] not in (b"", bytes([_CLIENT_HELLO])) or len(data) > _LIMIT:
        raise NoTlsError
    if len(message) < _MESSAGE_HEADER:
        return None
    size = _MESSAGE_HEADER + int.from_bytes(message[1:_MESSAGE_HEADER])
    if len(message) < size:
        return None
    try:
        return hello_fields.read(message[_MESSAGE_HEADER:size])
    except (EOFError, ValueError) as error:
        raise NoTlsError from error


def choose_protocol(hello: ClientHello) -> bytes | None:
    """Return the application protocol that mitmproxy would choose; None for none of them."""
    return next((offer for offer in hello.alpn_protocols if offer in _KNOWN), None)


def _join_records(data: bytes) -> bytes:
    """Return the content of handshake records, as far as it has arrived."""
    content, offset = b"", 0
    while offset < len(data):
        if data[offset] != _HANDSHAKE or data[offset + 1 : offset + 2] not in (b"", b"\x03"):
            raise NoTlsError
        size = int.from_bytes(data[offset + 3 : offset + _RECORD_HEADER])
        begin = offset + _RECORD_HEADER
        content += data[begin : begin + size]
        if begin > len(data):
            break
        offset = begin + size
    return content
