"""`--seed` and `--now` make two runs the same, byte for byte."""

from support.starting import Start
from support.understudy import Server
from support.wire import dial, exchange

BASIC = "Basic QUMwMTAxMDEwMTAxMDEwMTAxMDEwMTAxMDEwMTAxMDEwMTp0b2tlbg=="  # AC0101...:token
FORMS = ("", "FriendlyName=Ada&Timers.Closed=PT10M", "UniqueName=one", "UniqueName=one", "State=")


def replies(server: Server) -> bytes:
    """Send the same requests, errors among them, over one connection; give every byte back."""
    sent = b"".join(
        f"POST /v1/Conversations HTTP/1.1\r\nHost: same.example\r\nAuthorization: {BASIC}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
        f"Connection: {'keep-alive' if number else 'close'}\r\n\r\n{form}".encode()
        for number, form in reversed(list(enumerate(FORMS)))
    )
    assert server.ready.base_url is not None
    host, _, port = server.ready.base_url.removeprefix("http://").partition(":")
    return exchange(dial((host, int(port))), sent)


def test_two_runs_with_a_seed_and_a_frozen_clock_answer_the_same_bytes(start: Start) -> None:
    arguments = ("fake", "--base-url-port", "0", "--seed", "7", "--now", "2026-01-31T12:00:00Z")

    first, second = replies(start(*arguments)), replies(start(*arguments))

    assert first.count(b"HTTP/1.1 201") == 3
    assert first.count(b"HTTP/1.1 4") == 2
    assert b"2026-01-31T12:10:00Z" in first
    assert first == second


def test_another_seed_gives_other_sids(start: Start) -> None:
    arguments = ("fake", "--base-url-port", "0", "--now", "2026-01-31T12:00:00Z", "--seed")

    assert replies(start(*arguments, "7")) != replies(start(*arguments, "8"))
