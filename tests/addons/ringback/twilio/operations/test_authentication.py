import base64

import pytest

from ringback.http.messages import Headers
from ringback.sids import is_sid
from ringback.twilio.operations.authentication import Authenticator, read_credentials
from ringback.twilio.values.faults import (
    INVALID_USERNAME,
    NO_CREDENTIALS,
    WRONG_CREDENTIALS,
    Fault,
)
from ringback.twilio.values.sid_sources import RandomSids

ACCOUNT = "AC" + "a" * 32
OTHER = "AC" + "b" * 32
KEY = "SK" + "c" * 32


def basic(user: str, password: str = "token") -> Headers:
    encoded = base64.b64encode(f"{user}:{password}".encode()).decode()
    return Headers([("Authorization", f"Basic {encoded}")])


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (None, NO_CREDENTIALS),
        ("", NO_CREDENTIALS),
        ("Bearer abc", WRONG_CREDENTIALS),
        ("Basic", INVALID_USERNAME),
        ("Basic !!!", INVALID_USERNAME),
        ("Basic é", INVALID_USERNAME),
        ("Basic YQ", INVALID_USERNAME),  # padding is missing
        ("Basic YQ==", INVALID_USERNAME),  # "a": no colon
        ("Basic OmE=", INVALID_USERNAME),  # ":a": no name
        ("Basic Og==", INVALID_USERNAME),  # ":": neither name nor password
        ("Basic YTo=", WRONG_CREDENTIALS),  # "a:": no password
        ("Basic /zph", INVALID_USERNAME),  # a name that is not UTF-8
    ],
)
def test_missing_or_undecodable_credentials_are_refused(value: str | None, fault: Fault) -> None:
    headers = Headers([("Authorization", value)] if value is not None else [])

    assert Authenticator(RandomSids()).authenticate(headers) is fault


def test_an_api_key_belongs_to_the_configured_account() -> None:
    gate = Authenticator(RandomSids(), key_account_sid=ACCOUNT)

    assert gate.authenticate(basic(KEY)) == ACCOUNT
    assert gate.authenticate(basic(OTHER)) == OTHER
    assert (
        Authenticator(RandomSids(), OTHER, key_account_sid=ACCOUNT).authenticate(basic(KEY))
        == OTHER
    )


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_schemes_case_does_not_matter(scheme: str) -> None:
    headers = Headers([("authorization", f"{scheme}  QUM6dA==")])

    assert not isinstance(read_credentials(headers), Fault)


def test_a_password_may_hold_anything() -> None:
    headers = Headers([("Authorization", "Basic " + base64.b64encode(b"a:b:\xff").decode())])
    credentials = read_credentials(headers)

    assert not isinstance(credentials, Fault)
    assert (credentials.user, credentials.password) == ("a", b"b:\xff")


def test_an_account_sid_is_the_account() -> None:
    assert Authenticator(RandomSids()).authenticate(basic(ACCOUNT)) == ACCOUNT


@pytest.mark.parametrize("user", [KEY, "username", "AC123", "AC" + "g" * 32])
def test_any_other_user_has_an_account_of_its_own(user: str) -> None:
    account = Authenticator(RandomSids()).authenticate(basic(user))

    assert isinstance(account, str)
    assert is_sid("AC", account)
    assert account == Authenticator(RandomSids()).authenticate(basic(user, "other"))
    assert account != Authenticator(RandomSids()).authenticate(basic(f"{user}2"))


STRICT = Authenticator(RandomSids(), ACCOUNT, "secret")


@pytest.mark.parametrize(
    ("headers", "account"),
    [
        (basic(ACCOUNT, "secret"), ACCOUNT),
        (basic(ACCOUNT, "wrong"), WRONG_CREDENTIALS),
        (basic(ACCOUNT, ""), WRONG_CREDENTIALS),
        (basic(OTHER, "secret"), WRONG_CREDENTIALS),
        (basic("username", "secret"), INVALID_USERNAME),
        (basic(KEY, "a secret of its own"), ACCOUNT),
        (Headers(), NO_CREDENTIALS),
    ],
)
def test_credentials_can_be_required(headers: Headers, account: str | Fault) -> None:
    assert STRICT.authenticate(headers) == account


def test_an_account_alone_can_be_required() -> None:
    gate = Authenticator(RandomSids(), account_sid=ACCOUNT)

    assert gate.authenticate(basic(ACCOUNT, "anything")) == ACCOUNT
    assert gate.authenticate(basic(OTHER)) == WRONG_CREDENTIALS


def test_a_token_alone_can_be_required() -> None:
    gate = Authenticator(RandomSids(), auth_token="secret")

    assert gate.authenticate(basic(OTHER, "secret")) == OTHER
    assert gate.authenticate(basic(OTHER, "wrong")) == WRONG_CREDENTIALS
    assert gate.authenticate(basic("username", "secret")) == INVALID_USERNAME


def test_nothing_secret_is_printed() -> None:
    credentials = read_credentials(basic(ACCOUNT, "hunter2"))

    assert "hunter2" not in repr(credentials)
    assert "secret" not in repr(STRICT)
