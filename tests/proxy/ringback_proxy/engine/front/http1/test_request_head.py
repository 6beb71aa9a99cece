import pytest

from ringback_proxy.engine.front.http1 import request_head

POST = b"POST /v1/Conversations HTTP/1.1\r\nHost: a.example\r\nContent-Length: 20\r\n\r\n"
GET = b"GET /v1/Conversations HTTP/1.1\r\nHost: a.example\r\n\r\n"


def with_header(header: bytes) -> bytes:
    return GET.replace(b"\r\n\r\n", b"\r\n" + header + b"\r\n\r\n")


@pytest.mark.parametrize(
    ("sent", "size", "closes"),
    [
        pytest.param(POST, 20, False, id="POST"),
        pytest.param(GET, 0, False, id="GET"),
        pytest.param(GET.replace(b"GET", b"DELETE"), 0, False, id="DELETE"),
        pytest.param(GET.replace(b"GET", b"HEAD"), 0, False, id="HEAD"),
        pytest.param(GET.replace(b"GET", b"OPTIONS"), 0, False, id="OPTIONS"),
        pytest.param(with_header(b"Connection: close"), 0, True, id="the last"),
        pytest.param(with_header(b"Connection: Keep-Alive"), 0, False, id="not the last"),
        pytest.param(with_header(b"Content-Length: 5000000"), 5_000_000, False, id="a long body"),
        pytest.param(with_header(b"Transfer-Encoding: Chunked"), None, False, id="chunks"),
        pytest.param(
            with_header(b"Upgrade: websocket\r\nConnection: Upgrade"), 0, False, id="upgrade"
        ),
        pytest.param(with_header(b"Connection: TE, close"), 0, True, id="close among others"),
        pytest.param(
            with_header(b"Proxy-Connection: keep-alive"), 0, False, id="a proxy's request"
        ),
        pytest.param(GET.replace(b"1.1", b"1.0"), 0, True, id="HTTP/1.0"),
        pytest.param(
            with_header(b"Connection: keep-alive").replace(b"1.1", b"1.0"), 0, False, id="1.0, kept"
        ),
    ],
)
def test_an_ordinary_head_is_read(sent: bytes, size: int | None, closes: bool) -> None:
    head = request_head.parse(sent)
    assert head is not None
    assert head.target == b"/v1/Conversations"
    assert head.fields[0] == (b"Host", b"a.example")
    assert (head.body_size, head.closes) == (size, closes)


@pytest.mark.parametrize(
    ("header", "read"),
    [
        pytest.param(b"A:", (b"A", b""), id="empty"),
        pytest.param(b"A: \t b \t ", (b"A", b"b"), id="white space"),
        pytest.param(b"A: \xff", (b"A", b"\xff"), id="no ASCII"),
        pytest.param(b"a-B: b: c", (b"a-B", b"b: c"), id="a colon"),
    ],
)
def test_a_header_is_kept_as_it_was_sent(header: bytes, read: tuple[bytes, bytes]) -> None:
    head = request_head.parse(with_header(header))
    assert head is not None
    assert head.fields[1] == read


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(with_header(b"A: b\nC: d"), id="a bare newline"),
        pytest.param(with_header(b"A: b\rC: d"), id="a bare return"),
        pytest.param(with_header(b"A: b\0"), id="a zero byte"),
        pytest.param(with_header(b" folded"), id="a folded header"),
        pytest.param(with_header(b"\tfolded"), id="a header folded by a tab"),
        pytest.param(with_header(b"no header"), id="no header"),
        pytest.param(with_header(b"A b: c"), id="a name that is none"),
        pytest.param(with_header(b"\xc3\xa9: c"), id="a name that is no ASCII"),
        pytest.param(with_header(b"Content-Length : 1"), id="a space behind a name"),
        pytest.param(with_header(b"Content-Length: x"), id="no length"),
        pytest.param(with_header(b"Content-Length:"), id="an empty length"),
        pytest.param(with_header(b"Content-Length: -1"), id="a negative length"),
        pytest.param(with_header(b"Content-Length: +1"), id="a signed length"),
        pytest.param(with_header(b"Content-Length: 01"), id="a length with a zero before it"),
        pytest.param(with_header(b"Content-Length: 1, 1"), id="a list of lengths"),
        pytest.param(with_header(b"Content-Length: " + b"9" * 30), id="an endless length"),
        pytest.param(with_header(b"Content-Length: 0\r\nContent-Length: 0"), id="two lengths"),
        pytest.param(with_header(b"Transfer-Encoding: gzip, chunked"), id="another coding"),
        pytest.param(with_header(b"Transfer-Encoding: odd"), id="an unknown coding"),
        pytest.param(
            with_header(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
            id="two codings",
        ),
        pytest.param(
            with_header(b"Transfer-Encoding: chunked").replace(b"1.1", b"1.0"), id="chunks in 1.0"
        ),
        pytest.param(
            with_header(b"Content-Length: 1\r\ntransfer-encoding: identity"), id="both lengths"
        ),
        pytest.param(GET.replace(b"HTTP/1.1", b"HTTP/9.9"), id="HTTP/9.9"),
        pytest.param(GET.replace(b"HTTP/1.1", b"RTSP/1.1"), id="RTSP"),
        pytest.param(GET.replace(b" HTTP/1.1", b""), id="HTTP/0.9"),
        pytest.param(GET.replace(b"/v1", b"http://a.example/v1"), id="an absolute target"),
        pytest.param(GET.replace(b"/v1/Conversations", b"*"), id="no target"),
        pytest.param(GET.replace(b"/v1", "/é".encode()), id="a target that is no ASCII"),
        pytest.param(GET.replace(b"GET", b"get"), id="lower case"),
        pytest.param(GET.replace(b"GET", b"BREW"), id="an unknown method"),
        pytest.param(b"CONNECT a.example:443 HTTP/1.1\r\n\r\n", id="CONNECT"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\n", id="HTTP/2"),
        pytest.param(b"\x16\x03\x01\r\n\r\n", id="TLS"),
    ],
)
def test_every_other_head_is_left_to_mitmproxy(sent: bytes) -> None:
    assert request_head.parse(sent) is None


@pytest.mark.parametrize(
    ("data", "start", "end"),
    [
        (b"", 0, None),
        (b"GET / HTTP/1.1\r\n", 0, None),
        (GET + b"body", 0, len(GET)),
        (GET + b"body", len(GET) - 1, len(GET)),
        (GET, len(GET) - 3, len(GET)),
    ],
    ids=["nothing", "half a head", "a head", "all but one byte searched", "half a blank line"],
)
def test_the_end_of_a_head_is_found(data: bytes, start: int, end: int | None) -> None:
    assert request_head.find_end(data, start) == end
    assert request_head.find_end(bytearray(data), start) == end


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"G", True),
        (b"GET / HTTP/1.1\r\nHo", True),
        (b"GET / HTTP/1.1\r", True),
        (b"GET / HTTP/1.1\n", False),
        (b"\x16\x03", False),
        (b" GET", False),
    ],
    ids=["a letter", "half a head", "half a line break", "bare newline", "TLS", "a space"],
)
def test_a_part_tells_whether_it_can_become_ordinary(data: bytes, expected: bool) -> None:
    assert request_head.may_become_ordinary(data) is expected


@pytest.mark.parametrize(
    ("header", "expects"),
    [(b"Expect: 100-Continue", True), (b"Expect: tea", False), (b"A: b", False)],
)
def test_a_client_may_wait_to_be_asked_for_the_body(header: bytes, expects: bool) -> None:
    head = request_head.parse(with_header(header))
    assert head is not None
    assert head.expects_continue is expects
