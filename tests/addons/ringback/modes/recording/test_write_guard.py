import pytest

from ringback.cassette.redaction.caller.authorization import Caller
from ringback.http.messages import Request, request_to
from ringback.modes.outcomes import Miss
from ringback.modes.recording.write_guard import WriteGuard

OWN, OTHER, KEY = "AC" + "1a" * 16, "AC" + "2b" * 16, "SK" + "3c" * 16
URL = "https://conversations.twilio.com/v1/Conversations"


def to(method: str, url: str = URL) -> Request:
    return request_to(method, url)


def in_account(sid: str) -> str:
    return f"https://api.twilio.com/2010-04-01/Accounts/{sid}/Messages.json"


def messages(*refusals: Miss | None) -> list[str]:
    return ["" if one is None else one.message for one in refusals]


def test_only_so_many_writes_are_forwarded() -> None:
    guard = WriteGuard(max_writes=2)
    methods = ("POST", "GET", "DELETE", "HEAD", "PUT", "GET", "POST")

    refused = [guard.check(to(method), Caller(OWN)) is not None for method in methods]

    assert refused == [False, False, False, False, True, False, True]


def test_a_refusal_names_the_request_and_the_limit() -> None:
    (message,) = messages(WriteGuard(max_writes=0).check(to("POST"), Caller(OWN)))

    assert message.startswith("--max-writes 0: POST /v1/Conversations")


def test_a_login_is_no_write() -> None:
    login = to("POST", "https://oauth.twilio.com/v2/token")

    assert WriteGuard(max_writes=0, only_account=OWN).check(login, Caller()) is None


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("url", "caller"),
    [
        (URL, Caller(OTHER)),
        (URL, Caller(OTHER, KEY)),
        (in_account(OTHER), Caller(OWN)),
        (in_account(OWN), Caller(OTHER)),
        (in_account(OTHER), Caller(key_sid=KEY)),
    ],
    ids=["token", "key", "path", "credentials", "a key's path"],
)
def test_another_account_is_refused(method: str, url: str, caller: Caller) -> None:
    (message,) = messages(WriteGuard(only_account=OWN).check(to(method, url), caller))

    assert "is for another account" in message


@pytest.mark.parametrize(
    ("url", "caller"),
    [(URL, Caller(OWN)), (in_account(OWN), Caller(OWN)), (in_account(OWN), Caller(key_sid=KEY))],
    ids=["token", "both", "a key's path"],
)
def test_the_account_itself_is_not_refused(url: str, caller: Caller) -> None:
    assert WriteGuard(only_account=OWN).check(to("POST", url), caller) is None


def test_credentials_without_an_account_may_only_read() -> None:
    guard = WriteGuard(only_account=OWN)
    read, write = (guard.check(to(one), Caller(key_sid=KEY)) for one in ("GET", "POST"))

    assert read is None
    assert write is not None
    assert "known after the first GET" in write.message


def test_a_refused_request_does_not_count() -> None:
    guard = WriteGuard(max_writes=1, only_account=OWN)

    refused = [guard.check(to("POST"), Caller(one)) is not None for one in (OTHER, OWN, OWN)]

    assert refused == [True, False, True]
