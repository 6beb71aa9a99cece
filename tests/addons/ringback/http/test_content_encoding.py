import gzip
import zlib

import pytest

from ringback.http.content_encoding import TooLargeError, decode, decode_or_keep
from ringback.http.messages import Headers

BODY = b'{"friendly_name": "Ada"}'
RAW_DEFLATE = zlib.compress(BODY, wbits=-15)
# Compressed by the command-line tools of brotli and zstandard.
ZSTD = bytes.fromhex("28b52ffd2018c100007b22667269656e646c795f6e616d65223a2022416461227d")
BROTLI = bytes.fromhex("8b0b807b22667269656e646c795f6e616d65223a2022416461227d03")


def naming(*codings: str) -> Headers:
    return Headers(("Content-Encoding", coding) for coding in codings)


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (gzip.compress(BODY), ["gzip"]),
        (gzip.compress(BODY), ["X-GZIP"]),
        (zlib.compress(BODY), ["deflate"]),
        (RAW_DEFLATE, ["deflate"]),
        (BROTLI, ["br"]),
        (BODY, ["identity"]),
        (gzip.compress(BODY[:9]) + gzip.compress(b"") + gzip.compress(BODY[9:]), ["gzip"]),
        (gzip.compress(BODY) + bytes(20), ["gzip"]),
        (zlib.compress(gzip.compress(BODY)), ["gzip, deflate"]),
        (zlib.compress(gzip.compress(BODY)), ["gzip", "deflate"]),
        (BODY, [""]),
    ],
    ids=[
        "gzip",
        "x-gzip",
        "deflate",
        "raw deflate",
        "br",
        "identity",
        "gzip in members",
        "gzip with a padding",
        "two",
        "two headers",
        "none",
    ],
)
def test_a_coding_is_undone_and_its_header_removed(body: bytes, codings: list[str]) -> None:
    assert decode_or_keep(naming(*codings), body) == (Headers(), BODY)


def test_every_zstandard_frame_is_decoded() -> None:
    assert decode_or_keep(naming("zstd"), ZSTD) == (Headers(), BODY)
    assert decode_or_keep(naming("zstd"), ZSTD * 2) == (Headers(), BODY * 2)


def test_an_empty_body_is_not_decoded() -> None:
    assert decode_or_keep(naming("gzip"), b"") == (Headers(), b"")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "compress", "utf-8"])
def test_a_body_that_contradicts_its_header_is_kept_unchanged(coding: str) -> None:
    sent = naming(coding), b"\x00\xff no such coding"

    assert decode_or_keep(*sent) == sent


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(BODY)[:-9], "gzip"),
        (gzip.compress(BODY) + gzip.compress(BODY)[:-9], "gzip"),
        (zlib.compress(BODY)[:-1], "deflate"),
        (BROTLI[:-3], "br"),
        (ZSTD[:-3], "zstd"),
    ],
    ids=["gzip", "the second member", "deflate", "br", "zstd"],
)
def test_a_truncated_body_is_kept_unchanged(body: bytes, coding: str) -> None:
    assert decode_or_keep(naming(coding), body) == (naming(coding), body)


BOMBS = {
    "gzip": gzip.compress(bytes(1_000_000)),
    "members gzip": gzip.compress(bytes(10)) + gzip.compress(bytes(1_000_000)),
    "deflate": zlib.compress(bytes(1_000_000)),
    "raw deflate": zlib.compress(bytes(1_000_000), wbits=-15),
    "gzip in gzip": gzip.compress(gzip.compress(bytes(1_000_000))),
    "br": BROTLI,
    "zstd": bytes.fromhex(
        "28b52ffda040420f005400001000000100fbff39c002"
        "02001000020010000200100002001000020010000200100003120a00"
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_decompression_bomb_is_kept_unchanged(name: str) -> None:
    codings = ["gzip", "gzip"] if name == "gzip in gzip" else [name.rpartition(" ")[2]]
    sent = naming(*codings), BOMBS[name]

    assert decode_or_keep(*sent, maximum=20) == sent
    with pytest.raises(TooLargeError) as error:
        decode(*sent, maximum=20)
    assert len(error.value.beginning) == 20


def test_a_body_may_have_exactly_the_maximum_size() -> None:
    assert decode(naming("gzip"), gzip.compress(BODY), maximum=len(BODY)) == BODY


def test_a_body_of_many_members_may_have_exactly_the_maximum_size() -> None:
    members = gzip.compress(b"a") * 50_000

    assert decode(naming("gzip"), members, maximum=50_000) == b"a" * 50_000
    with pytest.raises(TooLargeError) as error:
        decode(naming("gzip"), members, maximum=49_999)
    assert error.value.beginning == b"a" * 49_999
