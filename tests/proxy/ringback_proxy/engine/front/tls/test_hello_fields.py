import random
from collections.abc import Callable

import pytest
from mitmproxy.tls import ClientHello

from ringback_proxy.engine.front.tls import hello_fields
from ringback_proxy.engine.front.tls.hello_fields import OrdinaryHello
from tests.support.proxy.client_hellos import hello


def content_of(message: bytes) -> bytes:
    """Return a hello without the headers of its record and of the message."""
    return message[9:]


def with_extensions(*extensions: bytes) -> bytes:
    """Return a hello with these extensions, and one cipher."""
    joined = b"".join(extensions)
    return (
        b"\x03\x03" + bytes(32) + b"\x00" + b"\x00\x02\x13\x01" + b"\x01\x00"
        + len(joined).to_bytes(2) + joined
    )  # fmt: skip


def extension(kind: int, content: bytes) -> bytes:
    return kind.to_bytes(2) + len(content).to_bytes(2) + content


def host(name: bytes, kind: int = 0) -> bytes:
    """Return the extension that names a host."""
    entry = bytes([kind]) + len(name).to_bytes(2) + name
    return extension(0, len(entry).to_bytes(2) + entry)


def outcome(read: Callable[[bytes], ClientHello], content: bytes) -> object:
    """Return what a reader finds; "malformed" if it raises an error."""
    try:
        found = read(content)
        return (found.sni, found.alpn_protocols, found.cipher_suites, found.extensions)
    except (EOFError, ValueError):
        return "malformed"


PROTOCOLS = extension(16, b"\x00\x0c\x02h2\x08http/1.1")

ORDINARY = {
    "OpenSSL's": content_of(hello("conversations.twilio.com", "h2", "http/1.1")),
    "without a host": content_of(hello(None)),
    "without extensions that are read": with_extensions(extension(10, b"\x00\x02\x00\x1d")),
    "upper case": with_extensions(host(b"Conversations.Twilio.COM"), PROTOCOLS),
    "underscore": with_extensions(host(b"a_b.example")),
    "no protocol": with_extensions(extension(16, b"\x00\x00")),
    "an empty protocol": with_extensions(extension(16, b"\x00\x01\x00")),
}

UNUSUAL = {
    "empty": b"",
    "without extensions": with_extensions()[:-2],
    "no extension": with_extensions(extension(10, b""))[:-1],
    "a byte too many": with_extensions(host(b"a.example")) + b"\x00",
    "an odd size of the ciphers": with_extensions(PROTOCOLS).replace(
        b"\x00\x02\x13\x01", b"\x00\x03\x13\x01\x00"
    ),
    "two hosts": with_extensions(host(b"a.example"), host(b"b.example")),
    "another kind of name": with_extensions(host(b"a.example", kind=1)),
    "an empty name": with_extensions(host(b"")),
    "no name": with_extensions(extension(0, b"\x00\x00")),
    "nothing about the host": with_extensions(extension(0, b"")),
    "a dot at the end": with_extensions(host(b"a.example.")),
    "an address": with_extensions(host(b"::1")),
    "a long label": with_extensions(host(b"a" * 64)),
    "a long name": with_extensions(host(b".".join([b"a" * 63] * 5))),
    "IDNA": with_extensions(host(b"xn--mnchen-3ya.example")),
    "no IDNA": with_extensions(host(b"xn--a-\xff.example")),
    "a line break": with_extensions(host(b"a.example\n")),
    "protocols cut short": with_extensions(extension(16, b"\x00\x0c\x02h2\x08http")),
    "protocols of another size": with_extensions(extension(16, b"\x00\x0d\x02h2\x08http/1.1")),
}  # fmt: skip


@pytest.mark.parametrize("content", ORDINARY.values(), ids=ORDINARY)
def test_an_ordinary_hello_is_read_as_by_mitmproxy(content: bytes) -> None:
    assert isinstance(hello_fields.read(content), OrdinaryHello)
    assert outcome(hello_fields.read, content) == outcome(ClientHello, content)


@pytest.mark.parametrize("content", UNUSUAL.values(), ids=UNUSUAL)
def test_an_unusual_hello_is_read_as_by_mitmproxy(content: bytes) -> None:
    assert outcome(hello_fields.read, content) == outcome(ClientHello, content)


def test_its_bytes_are_those_that_were_sent() -> None:
    content = content_of(hello())
    found, expected = hello_fields.read(content), ClientHello(content)
    for wrapped in (True, False):
        assert found.raw_bytes(wrapped) == expected.raw_bytes(wrapped)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_hello_is_read_as_by_mitmproxy(seed: int) -> None:
    choose = random.Random(seed)
    for _ in range(200):
        damaged = bytearray(choose.choice([*ORDINARY.values(), *UNUSUAL.values()]) or b"\x00")
        for _ in range(choose.randint(1, 3)):
            at = choose.randrange(len(damaged))
            damaged[at : at + choose.randint(0, 2)] = choose.randbytes(choose.randint(0, 2))
            damaged = damaged or bytearray(1)
        content = bytes(damaged)
        assert outcome(hello_fields.read, content) == outcome(ClientHello, content)
