import asyncio
import json
import socket
import ssl
from pathlib import Path

import pytest

from ringback.http.origin import Origin
from ringback.webhooks import client
from ringback.webhooks.delivery import Attempt
from ringback.webhooks.destination import Destination, find_destination
from ringback.webhooks.outgoing import make_outgoing
from ringback.webhooks.overrides import ConnectionOverrides
from tests.support.twilio.certificates import Authority, Certificate
from tests.support.webhooks.receiver import (
    OK,
    Answer,
    Receiver,
    receiving,
    replies,
    resets,
    status,
    waits_for,
)
from tests.support.webhooks.requests import webhook

# No test waits that long: it is for a machine under load.
PATIENT = ConnectionOverrides(30.0, 30.0, 30.0)


def find(url: str) -> Destination:
    found = find_destination(url)
    assert isinstance(found, Destination)
    return found


async def call(
    url: str, limits: ConnectionOverrides = PATIENT, *, body: str = "hi", method: str = "POST"
) -> Attempt:
    to = find(url)
    return await client.call(
        to, make_outgoing(webhook(url, body=body, method=method), to, "token"), limits
    )


def call_once(answer: Answer, limits: ConnectionOverrides = PATIENT) -> Attempt:
    async def scenario() -> Attempt:
        async with receiving(answer) as receiver:
            return await call(receiver.url, limits)

    return asyncio.run(scenario())


def test_a_request_arrives_as_it_was_made_and_its_reply_comes_back() -> None:
    async def scenario() -> tuple[Attempt, Receiver]:
        reply = status(200, json.dumps({"body": "ho"}).encode(), "application/json")
        async with receiving(reply) as receiver:
            return await call(receiver.url, body="Grüße 🎉"), receiver

    attempt, receiver = asyncio.run(scenario())

    (received,) = receiver.received
    assert (received.method, received.target) == ("POST", "/hook")
    assert received.form.first("Body") == "Grüße 🎉"
    assert received.headers["i-twilio-idempotency-token"] == "token"
    assert received.headers["connection"] == "close"
    assert attempt.reply is not None
    assert attempt.reply.status == 200
    assert attempt.reply.body == b'{"body": "ho"}'
    assert attempt.reply.headers.get("Content-Type") == "application/json"
    assert (attempt.error, attempt.connected) == ("", True)


def test_a_get_has_no_body() -> None:
    async def scenario() -> Receiver:
        async with receiving() as receiver:
            await call(receiver.url, method="GET")
            return receiver

    (received,) = asyncio.run(scenario()).received
    assert received.method == "GET"
    assert received.target.startswith("/hook?EventType=onMessageAdded&")
    assert "content-length" not in received.headers


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil it closes", 200),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, 200),
        (b"HTTP/1.1 302 Found\r\nLocation: http://example.com/\r\nContent-Length: 0\r\n\r\n", 302),
        (b"HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n", 500),
    ],
    ids=["no content", "HTTP/1.0", "chunked", "after a 100", "a redirect", "a failure"],
)
def test_any_reply_in_http_is_taken(data: bytes, expected: int) -> None:
    assert call_once(replies(data)).status == expected


@pytest.mark.parametrize(
    "answer",
    [
        replies(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        replies(b"\x00\xff" * 100 + b"\r\n\r\n"),
        replies(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
        replies(b"HTTP/1.1 200 OK\r\nContent-Le"),
        replies(b"HTTP/1.1 999999 OK\r\n\r\n"),
        replies(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        replies(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 2_000_000 + b"\r\n\r\n"),
        replies(b""),
        resets,
    ],
    ids=[
        "another protocol", "rubbish", "half a body", "half a head", "no status", "a switch",
        "an endless head", "nothing", "a reset",
    ],
)  # fmt: skip
def test_what_is_no_reply_is_an_error_in_words(answer: Answer) -> None:
    attempt = call_once(answer)

    assert attempt.reply is None
    assert attempt.connected
    assert attempt.error.startswith("127.0.0.1:")


def test_of_a_huge_reply_only_the_beginning_is_read() -> None:
    length = 10 * 1024 * 1024
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode()

    attempt = call_once(replies(head + b"x" * length))

    assert attempt.reply is not None
    assert attempt.status == 200
    assert len(attempt.reply.body) == client.LARGEST_REPLY


def test_a_receiver_that_stalls_is_given_up() -> None:
    async def scenario() -> Attempt:
        never = asyncio.Event()
        async with receiving(waits_for(never)) as receiver:
            attempt = await call(receiver.url, ConnectionOverrides(5.0, 0.05, 5.0))
            never.set()
            return attempt

    attempt = asyncio.run(scenario())
    assert attempt.reply is None
    assert attempt.connected
    assert "no answer of 127.0.0.1:" in attempt.error
    assert attempt.error.endswith(" within 0.05 seconds")


def test_one_that_drips_is_given_up_after_the_whole_time() -> None:
    async def scenario() -> Attempt:
        over = asyncio.Event()

        async def drip(_: object, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while not over.is_set():
                writer.write(b"x")
                await asyncio.sleep(0.01)

        async with receiving(drip) as receiver:
            attempt = await call(receiver.url, ConnectionOverrides(5.0, 5.0, 0.1))
            over.set()
            return attempt

    assert asyncio.run(scenario()).error.endswith("within 0.1 seconds")


def test_where_nothing_listens_the_error_says_so() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

        attempt = asyncio.run(call(f"http://127.0.0.1:{port}/"))

    assert not attempt.connected
    assert attempt.error == (
        f"nothing listens on 127.0.0.1:{port}; start the application that receives webhooks"
    )


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_localhost_is_either_address_of_this_machine(address: str) -> None:
    async def scenario() -> Attempt:
        receiver = Receiver(answers=[replies(OK)])
        server = await asyncio.start_server(receiver.serve, address, 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await call(f"http://localhost:{port}/hook")

    assert asyncio.run(scenario()).status == 200


def test_over_https_a_certificate_of_this_machines_own_will_do(tmp_path: Path) -> None:
    async def scenario() -> Attempt:
        receiver = Receiver(answers=[replies(OK)])
        context = Authority(tmp_path).server_context(Certificate.GOOD)
        server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=context)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await call(f"https://localhost:{port}/hook")

    assert asyncio.run(scenario()).status == 200


def test_tls_with_what_has_none_is_an_error_in_words() -> None:
    async def answer_in_the_clear(_: object, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 This is no TLS\r\n\r\n")
        writer.close()

    async def scenario() -> Attempt:
        server = await asyncio.start_server(answer_in_the_clear, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await call(f"https://127.0.0.1:{port}/")

    attempt = asyncio.run(scenario())
    assert attempt.reply is None
    assert attempt.error.startswith("TLS with 127.0.0.1:")


def test_the_certificate_of_another_machine_is_verified() -> None:
    elsewhere = find_destination("https://a.example/", Origin("https", "b.example", 443))
    assert isinstance(elsewhere, Destination)

    assert client.make_context(elsewhere).verify_mode is ssl.CERT_REQUIRED
    assert client.make_context(find("https://127.0.0.1/")).verify_mode is ssl.CERT_NONE
