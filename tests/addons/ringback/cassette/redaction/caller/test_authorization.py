import pytest

from ringback.cassette.redaction.caller.authorization import (
    Caller,
    Credentials,
    find_caller,
    parse_authorization,
)
from ringback.http.messages import Headers
from tests.support.cassettes.exchanges import ACCOUNT, KEY, TOKEN, basic


def callers(value: str) -> Caller:
    return find_caller(Headers([("authorization", value)]))


def test_an_account_is_its_own_caller() -> None:
    assert callers(basic(ACCOUNT, TOKEN)) == Caller(account_sid=ACCOUNT)


def test_an_api_key_does_not_name_its_account() -> None:
    assert callers(basic(KEY, TOKEN)) == Caller(key_sid=KEY)


@pytest.mark.parametrize(
    "value",
    [basic("username", "password"), "Bearer abc", "Basic !", "", basic("AC12", "short")],
    ids=["another name", "token", "no base64", "empty", "no sid"],
)
def test_other_credentials_name_no_caller(value: str) -> None:
    assert callers(value) == Caller()


def test_a_request_without_credentials_has_no_caller() -> None:
    assert find_caller(Headers()) == Caller()


@pytest.mark.parametrize(
    ("value", "credentials"),
    [
        (basic("user", "a:b"), Credentials("user", "a:b")),
        ("bAsIc  dTpw", Credentials("u", "p")),
        ("Basic dTpw\t", Credentials("u", "p")),
        ("Basic dTpww6k=", Credentials("u", "pé")),
        ("Basic dTpw6Q==", Credentials("u", "pé")),
        ("Basic dTpw6Q", Credentials("u", "pé")),
        ("Bearer token", Credentials("", "token")),
        ("token", Credentials("", "token")),
        ("Basic dXA=", None),
        ("Basic ?", None),
        ("  ", None),
    ],
    ids=[
        "colon in the secret",
        "other case",
        "blanks",
        "UTF-8",
        "Latin-1",
        "no padding",
        "bearer",
        "no scheme",
        "no colon",
        "no base64",
        "blank",
    ],
)
def test_credentials_are_parsed_as_clients_write_them(
    value: str, credentials: Credentials | None
) -> None:
    assert parse_authorization(value) == credentials


def test_credentials_do_not_show_in_a_traceback() -> None:
    assert TOKEN not in repr(Credentials(ACCOUNT, TOKEN))
