import pytest

from ringback.errors import UsageError
from ringback_proxy.cli.cassette.twilio_credentials import TwilioCredentials, read_credentials
from tests.support.cassettes.exchanges import ACCOUNT, KEY, TOKEN

TOKEN_ONLY = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}


def test_the_accounts_token_is_used() -> None:
    assert read_credentials(TOKEN_ONLY) == TwilioCredentials(ACCOUNT, ACCOUNT, TOKEN)


def test_an_api_key_is_preferred() -> None:
    key = {"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": "secret"}

    assert read_credentials(TOKEN_ONLY | key) == TwilioCredentials(ACCOUNT, KEY, "secret")


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        pytest.param({}, "TWILIO_ACCOUNT_SID is not set", id="nothing"),
        pytest.param({"TWILIO_ACCOUNT_SID": "x" * 40}, "TWILIO_ACCOUNT_SID is 'xx'...",
                     id="no-sid"),
        pytest.param({"TWILIO_ACCOUNT_SID": ACCOUNT}, "TWILIO_AUTH_TOKEN is not set",
                     id="no-token"),
        pytest.param({"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_API_KEY": KEY},
                     "TWILIO_AUTH_TOKEN is not set", id="key-without-a-secret"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(environ: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("...", r"\.\.\.")):
        read_credentials(environ)


def test_no_secret_is_in_the_representation() -> None:
    assert TOKEN not in repr(read_credentials(TOKEN_ONLY))
