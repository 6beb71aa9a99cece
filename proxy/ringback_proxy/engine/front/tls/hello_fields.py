"""Reads what the front needs of a client's first message: the host, and the protocols it offers.

mitmproxy reads all of it, which takes longer than everything else before the handshake. So that
waits until an addon asks for more.
"""

import re
import struct
from functools import cached_property

from mitmproxy.tls import ClientHello

_SERVER_NAME = 0
_PROTOCOLS = 16

# What is before the session's id: the version and a random number.
_SESSION_ID = 34
# The type of an extension, and the size of its content.
_EXTENSION = struct.Struct(">HH")

# A name that has to be decoded, as by IDNA, is left to mitmproxy.
_HOST = re.compile(rb"(?!.*xn--)(?=.{1,255}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", re.IGNORECASE)


class OrdinaryHello(ClientHello):
    """A hello of which the host and the protocols have been read; mitmproxy reads the rest."""

    def __init__(self, content: bytes, sni: str | None, protocols: list[bytes]) -> None:
        self._content = content
        self._sni = sni
        self._protocols = protocols

    @cached_property
    def _whole(self) -> ClientHello:
        return ClientHello(self._content)

    @property
    def sni(self) -> str | None:
        """The host that the client wants to reach."""
        return self._sni

    @property
    def alpn_protocols(self) -> list[bytes]:
        """The protocols that the client offers for the time after the handshake."""
        return list(self._protocols)

    @property
    def cipher_suites(self) -> list[int]:
        """The numbers of the cipher suites that the client offers."""
        return self._whole.cipher_suites

    @property
    def extensions(self) -> list[tuple[int, bytes]]:
        """The types of the extensions, and their content."""
        return self._whole.extensions

    def raw_bytes(self, wrap_in_record: bool = True) -> bytes:
        """Return the message as it was sent."""
        return self._whole.raw_bytes(wrap_in_record)


def read(content: bytes) -> ClientHello:
    """Return a hello, of which `content` is all but the header.

    Raises EOFError or ValueError if it is malformed.
    """
    try:
        extensions = _find_extensions(content)
        sni = _read_host(extensions.get(_SERVER_NAME))
        protocols = _read_protocols(extensions.get(_PROTOCOLS))
    except (_UnusualError, IndexError, struct.error):
        return ClientHello(content)
    return OrdinaryHello(content, sni, protocols)


class _UnusualError(Exception):
    """The message is not as clients send it, and may be malformed."""


def _find_extensions(content: bytes) -> dict[int, bytes]:
    """Return the content of the extensions that are read here, by their type."""
    at = _SESSION_ID + 1 + content[_SESSION_ID]
    size_of_ciphers = int.from_bytes(content[at : at + 2])
    at += 2 + size_of_ciphers
    at += 1 + content[at]  # the compression methods
    end = at + 2 + int.from_bytes(content[at : at + 2])
    if size_of_ciphers % 2 or end != len(content):
        raise _UnusualError
    at += 2
    found: dict[int, bytes] = {}
    while at < end:
        kind, size = _EXTENSION.unpack_from(content, at)
        begin = at + _EXTENSION.size
        at = begin + size
        if kind in (_SERVER_NAME, _PROTOCOLS):
            if kind in found:
                raise _UnusualError
            found[kind] = content[begin:at]
    if at != end:
        raise _UnusualError
    return found


def _read_host(extension: bytes | None) -> str | None:
    """Return the host of a list with one name."""
    if extension is None:
        return None
    size = len(extension)
    if size < 5 or extension[:5] != struct.pack(">HBH", size - 2, 0, size - 5):
        raise _UnusualError
    host = extension[5:]
    if _HOST.fullmatch(host) is None:
        raise _UnusualError
    return host.decode("ascii")


def _read_protocols(extension: bytes | None) -> list[bytes]:
    if extension is None:
        return []
    if int.from_bytes(extension[:2]) != len(extension) - 2:
        raise _UnusualError
    at = 2
    found = []
    while at < len(extension):
        end = at + 1 + extension[at]
        found.append(extension[at + 1 : end])
        at = end
    if at != len(extension):
        raise _UnusualError
    return found
