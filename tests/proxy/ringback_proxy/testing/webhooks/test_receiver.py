from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from ringback_proxy.testing.webhooks.receiver import PATH, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def post(
    receiver: Receiver, event: str = "onMessageAdded", method: str = "POST"
) -> tuple[int, bytes]:
    parts = urlsplit(receiver.url)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    sent = f"EventType={event}"
    if method == "GET":
        connection.request("GET", f"{parts.path}?{sent}")
    else:
        connection.request("POST", parts.path, sent)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


def test_it_keeps_what_arrives_and_answers_200(receiver: Receiver) -> None:
    assert post(receiver) == (200, b"")
    assert post(receiver, "onUserAdded", "GET") == (200, b"")

    first, second = receiver.received
    assert (first.method, first.path, first.event, first.status) == (
        "POST", PATH, "onMessageAdded", 200,
    )  # fmt: skip
    assert (second.method, second.event) == ("GET", "onUserAdded")


def test_it_serves_only_once_its_url_is_asked_for(receiver: Receiver) -> None:
    assert receiver.received == ()
    assert receiver._server is None
    assert receiver.url == receiver.url
    assert receiver._server is not None


def test_replies_are_by_event_or_for_all(receiver: Receiver) -> None:
    receiver.reply_with(None, 200, {})
    receiver.reply_with("onMessageAdd", 403, {"body": "no"})

    assert post(receiver, "onMessageAdd") == (403, b'{"body": "no"}')
    assert post(receiver, "onMessageAdded") == (200, b"{}")

    receiver.reply_with(None, 202, {})
    assert post(receiver, "onMessageAdd") == (202, b"{}")


def test_failures_come_first_and_pass(receiver: Receiver) -> None:
    receiver.reply_with(None, 201, {})
    receiver.fail_next(503, 2)

    assert [post(receiver)[0] for _ in range(3)] == [503, 503, 201]
    assert [one.status for one in receiver.received] == [503, 503, 201]


def test_a_closed_one_answers_nothing(receiver: Receiver) -> None:
    parts = urlsplit(receiver.url)
    receiver.close()
    receiver.close()

    with pytest.raises(ConnectionRefusedError):
        HTTPConnection(str(parts.hostname), parts.port, timeout=30).connect()
