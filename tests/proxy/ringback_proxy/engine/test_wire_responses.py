from ringback.mitmproxy_addon import error_responses
from ringback_proxy.engine import wire_responses

REPLY = error_responses.make_response(502, "no connection")


def test_a_reply_gets_its_length_and_the_ringback_header() -> None:
    made = wire_responses.to_mitmproxy_response(REPLY)

    assert made.status_code == 502
    assert made.raw_content == REPLY.body
    assert made.headers["Content-Type"] == "application/json"
    assert made.headers["Content-Length"] == str(len(REPLY.body))
    assert made.headers["Ringback"] == "error"


def test_an_assembled_reply_ends_its_connection() -> None:
    head, _, body = wire_responses.assemble(REPLY).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
    assert b"Connection: close" in head
    assert body == REPLY.body
