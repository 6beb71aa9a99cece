"""The first message of a TLS client."""

import ssl

import pytest


def hello(name: str | None = "a.example", *protocols: str) -> bytes:
    """Return the first message of OpenSSL's client, in its record."""
    context = ssl.create_default_context()
    context.check_hostname = name is not None
    if protocols:
        context.set_alpn_protocols(list(protocols))
    outgoing = ssl.MemoryBIO()
    tls = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()
