import pytest

from ringback_proxy.engine.front.http1.body import (
    ChunkedBody,
    MalformedError,
    SizedBody,
    TrailersError,
)

HEAD = b"head"
CHUNKED = b"3\r\na=b\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n"


def test_a_body_with_a_length_is_complete_at_its_end() -> None:
    body = SizedBody(len(HEAD), 3)
    data = bytearray(HEAD + b"ab")
    assert not body.read(data)
    data += b"cnext"
    assert body.read(data)
    assert body.take(data) == b"abc"
    assert data == b"next"


@pytest.mark.parametrize("size", [1, 2, 7, 1_000])
def test_chunks_may_arrive_in_pieces_of_any_size(size: int) -> None:
    body, data = ChunkedBody(len(HEAD)), bytearray(HEAD)
    for at in range(0, len(CHUNKED), size):
        assert not body.read(data)
        data += CHUNKED[at : at + size]
    data += b"next"
    assert body.read(data)
    assert body.take(data) == b"a=b0123456789"
    assert data == b"next"


def test_a_body_may_have_no_chunk() -> None:
    body, data = ChunkedBody(0), bytearray(b"000\r\n\r\n")
    assert body.read(data)
    assert body.take(data) == b""


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"x\r\n", id="no size"),
        pytest.param(b"-1\r\n", id="a negative size"),
        pytest.param(b"0x3\r\nabc\r\n", id="a prefix"),
        pytest.param(b"3\nabc\r\n", id="a bare newline"),
        pytest.param(b"3\r\nabcd\r\n", id="a chunk that is too long"),
        pytest.param(b"11111111111111111\r\n", id="a size that is too long"),
        pytest.param(b"3;" + b"a" * 5_000, id="an endless extension"),
        pytest.param(b"\r\n", id="no line"),
    ],
)
def test_other_bytes_are_no_chunks(sent: bytes) -> None:
    with pytest.raises(MalformedError):
        ChunkedBody(0).read(bytearray(sent))


@pytest.mark.parametrize("sent", [b"0\r\nA: b\r\n\r\n", b"0\r\n\n", b"0\r\nA"])
def test_trailers_are_not_supported(sent: bytes) -> None:
    with pytest.raises(TrailersError):
        ChunkedBody(0).read(bytearray(sent))
