"""`--seed` and `--now` make two runs the same, byte for byte."""

from contextlib import ExitStack

import pytest

from tests.support.http.wire import dial, exchange
from tests.support.process.ringback import Server
from tests.support.process.starting import make_starter

BASIC = "Basic QUMwMTAxMDEwMTAxMDEwMTAxMDEwMTAxMDEwMTAxMDEwMTp0b2tlbg=="  # AC0101...:token
FORMS = ("", "FriendlyName=Ada&Timers.Closed=PT10M", "UniqueName=one", "UniqueName=one", "State=")


def replies(server: Server) -> bytes:
    """Send the same requests, errors among them, over one connection; return every byte."""
    sent = b"".join(
        f"POST /v1/Conversations HTTP/1.1\r\nHost: same.example\r\nAuthorization: {BASIC}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
        f"Connection: {'keep-alive' if number else 'close'}\r\n\r\n{form}".encode()
        for number, form in reversed(list(enumerate(FORMS)))
    )
    assert server.ready.base_url is not None
    host, _, port = server.ready.base_url.removeprefix("http://").partition(":")
    return exchange(dial((host, int(port))), sent)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The answers of two runs with one seed, and of one with another."""
    seeds = {"first": "7", "second": "7", "other": "8"}
    frozen = ("fake", "--base-url-port", "0", "--now", "2026-01-31T12:00:00Z", "--seed")
    with ExitStack() as stack:
        start = make_starter(tmp_path_factory.mktemp("seeds"), stack)
        return {name: replies(start(*frozen, seed)) for name, seed in seeds.items()}


def test_two_runs_with_a_seed_and_a_frozen_clock_send_the_same_bytes(
    answers: dict[str, bytes],
) -> None:
    assert answers["first"].count(b"HTTP/1.1 201") == 3
    assert answers["first"].count(b"HTTP/1.1 4") == 2
    assert b"2026-01-31T12:10:00Z" in answers["first"]
    assert answers["first"] == answers["second"]


def test_another_seed_makes_other_sids(answers: dict[str, bytes]) -> None:
    assert answers["first"] != answers["other"]
