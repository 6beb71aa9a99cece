import gzip
import zlib

import pytest

from understudy.cassette.format import content_encoding
from understudy.cassette.format.content_encoding import decoded
from understudy.exchange import Headers, Response

BODY = b'{"friendly_name": "Ada"}'
RAW_DEFLATE = zlib.compress(BODY, wbits=-15)
# Compressed elsewhere: brotli's and zstandard's tools.
BROTLI = bytes.fromhex("8b0b807b22667269656e646c795f6e616d65223a2022416461227d03")


def coded(body: bytes, *codings: str) -> Response:
    return Response(200, Headers(("Content-Encoding", coding) for coding in codings), body, "OK")


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (gzip.compress(BODY), ["gzip"]),
        (gzip.compress(BODY), ["X-GZIP"]),
        (zlib.compress(BODY), ["deflate"]),
        (RAW_DEFLATE, ["deflate"]),
        (BROTLI, ["br"]),
        (BODY, ["identity"]),
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
        "two",
        "two headers",
        "none",
    ],
)
def test_a_coding_is_undone_and_its_header_gone(body: bytes, codings: list[str]) -> None:
    assert decoded(coded(body, *codings)) == Response(200, Headers(), BODY, "OK")


def test_zstandard_is_undone() -> None:
    zstandard = pytest.importorskip("zstandard", reason="mitmproxy brings it")

    assert decoded(coded(zstandard.compress(BODY), "zstd")).body == BODY


def test_an_empty_body_has_nothing_to_undo() -> None:
    assert decoded(coded(b"", "gzip")) == Response(200, Headers(), b"", "OK")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "compress", "utf-8"])
def test_a_body_that_is_not_what_its_header_says_is_left_as_it_was_sent(coding: str) -> None:
    response = coded(b"\x00\xff no such coding", coding)

    assert decoded(response) == response


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(BODY)[:-9], "gzip"),
        (zlib.compress(BODY)[:-1], "deflate"),
        (BROTLI[:-3], "br"),
    ],
    ids=["gzip", "deflate", "br"],
)
def test_half_a_body_is_left_as_it_was_sent(body: bytes, coding: str) -> None:
    assert decoded(coded(body, coding)).body == body


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_body_that_unfolds_without_end_is_left_as_it_was_sent(
    coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_encoding, "MAXIMUM", 20)
    zstandard = pytest.importorskip("zstandard", reason="mitmproxy brings it")
    bodies = {"gzip": gzip.compress(BODY), "br": BROTLI, "zstd": zstandard.compress(BODY)}

    assert decoded(coded(bodies[coding], coding)).body == bodies[coding]
