import pytest

from ringback.http.messages import Response
from ringback_proxy.reporting.reply_message import read_message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"message": "in use"}', "in use"),
        (b'{"status": 500}', ""),
        (b"[]", ""),
        (b"no JSON", ""),
        (b"[" * 200_000, ""),
        (b"\xff", ""),
    ],
    ids=["a fault", "no message", "no object", "no JSON", "too deep", "no text"],
)
def test_the_message_of_a_reply_is_read(body: bytes, message: str) -> None:
    assert read_message(Response(500, body=body)) == message
