import pytest

from ringback_proxy.engine import broken_bodies


@pytest.mark.parametrize(("body", "left"), [(b"", b""), (b"a", b""), (b"abcd", b"ab")])
def test_half_of_a_body_is_left(body: bytes, left: bytes) -> None:
    assert broken_bodies.truncate(body) == left


@pytest.mark.parametrize(("size", "number"), [(0, 0), (1, 1), (9, 9), (10, 10), (1_005, 10)])
def test_a_body_is_split_into_pieces(size: int, number: int) -> None:
    body = bytes(size)
    pieces = list(broken_bodies.split(body))
    assert (len(pieces), b"".join(pieces)) == (number, body)


def test_what_is_malformed_begins_as_no_version_of_http() -> None:
    assert not broken_bodies.MALFORMED.startswith((b"HTTP", b"PRI"))
