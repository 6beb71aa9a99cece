import pytest

from ringback.http import basic_auth
from ringback.twilio.operations.credential_notes import describe_credentials

ACCOUNT, KEY = "AC" + "a" * 32, "SK" + "c" * 32


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [
        (
            "",
            "a",
            "The user name is empty: the variable with the account's SID (TWILIO_ACCOUNT_SID)",
        ),
        ("", "", "The user name is empty"),
        ("undefined", "undefined", "The user name is 'undefined': the variable with the account's"),
        (
            ACCOUNT,
            "",
            "The password is empty: the variable with the auth token (TWILIO_",
        ),
        (ACCOUNT, "None", "The password is 'None': the variable with the auth token"),
        (KEY, "", "The password is empty: the variable with the API key's secret"),
        ("ACabc", "token", "The user name is not the SID of an account (AC...) or of an API key"),
        ("f" * 32, "token", "The user name is not the SID"),
    ],
)
def test_credentials_that_twilio_refuses_have_a_note(user: str, password: str, said: str) -> None:
    note = describe_credentials(basic_auth.encode(user, password))

    assert note is not None
    assert note.startswith(said)
    assert "f" * 32 not in note


@pytest.mark.parametrize(
    "value",
    [
        basic_auth.encode(ACCOUNT, "token"),
        basic_auth.encode(KEY, "secret"),
        "",
        "Basic !!!",
        "Bearer a.b.c",
    ],
)
def test_other_headers_have_none(value: str) -> None:
    assert describe_credentials(value) is None
