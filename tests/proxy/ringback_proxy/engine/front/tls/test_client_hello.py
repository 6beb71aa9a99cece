import pytest

from ringback_proxy.engine.front.tls import client_hello
from ringback_proxy.engine.front.tls.client_hello import NoTlsError
from tests.support.proxy.client_hellos import hello


def in_records(data: bytes, size: int) -> bytes:
    """Return a message in records of a size."""
    message = data[5:]
    parts = [message[at : at + size] for at in range(0, len(message), size)]
    return b"".join(b"\x16\x03\x01" + len(part).to_bytes(2) + part for part in parts)


@pytest.mark.parametrize("name", ["a.example", None])
def test_it_names_the_host(name: str | None) -> None:
    found = client_hello.parse(hello(name))
    assert found is not None
    assert found.sni == name


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ((), None),
        (("http/1.1",), b"http/1.1"),
        (("h2", "http/1.1"), b"h2"),
        (("http/1.1", "h2"), b"http/1.1"),
        (("http/1.0",), b"http/1.0"),
        (("odd", "h2"), b"h2"),
        (("odd",), None),
    ],
    ids=str,
)
def test_the_first_known_protocol_is_chosen(offered: tuple[str, ...], chosen: bytes | None) -> None:
    found = client_hello.parse(hello("a.example", *offered))
    assert found is not None
    assert client_hello.choose_protocol(found) == chosen


def test_it_is_incomplete_until_its_last_byte() -> None:
    whole = hello()
    assert [client_hello.parse(whole[:size]) for size in range(len(whole))] == [None] * len(whole)


@pytest.mark.parametrize("size", [1, 4, 100])
def test_it_may_come_in_several_records(size: int) -> None:
    whole = in_records(hello(), size)
    found = client_hello.parse(whole + b"\x14\x03\x03\x00\x01\x01"[:0])
    assert found is not None
    assert found.sni == "a.example"
    assert client_hello.parse(whole[:-1]) is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="HTTP"),
        pytest.param(b"\x15\x03\x01\x00\x02\x01\x00", id="an alert"),
        pytest.param(b"\x16\x02\x01\x00\x01\x01", id="another version"),
        pytest.param(b"\x16\x03\x01\x00\x01\x02", id="another message"),
        pytest.param(b"\x16\x03\x01\x00\x06\x01\x00\x00\x02\x03\x03", id="cut short"),
        pytest.param(b"\x16\x03\x01\xff\xff\x01\xff\xff\xff" + b"a" * 65_536, id="endless"),
    ],
)
def test_other_bytes_are_no_tls(data: bytes) -> None:
    with pytest.raises(NoTlsError):
        client_hello.parse(data)
