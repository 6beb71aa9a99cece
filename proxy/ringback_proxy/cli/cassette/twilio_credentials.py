"""The credentials of a person who asks Twilio, from the variables of Twilio's own tools."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ringback.errors import UsageError
from ringback.sids import is_sid

_ACCOUNT, _TOKEN = "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"
_KEY, _SECRET = "TWILIO_API_KEY", "TWILIO_API_SECRET"
_NEEDED = f"{_ACCOUNT} and {_TOKEN}, or {_ACCOUNT}, {_KEY} and {_SECRET}"


@dataclass(frozen=True, slots=True)
class TwilioCredentials:
    """An account, and a user name and secret that may ask for what it has."""

    account_sid: str
    user: str
    secret: str = field(repr=False)


def read_credentials(environ: Mapping[str, str]) -> TwilioCredentials:
    """Return the credentials in variables; an API key is preferred to the account's token.

    Raises UsageError if they are not there, or not of the form of Twilio's.
    """
    account = environ.get(_ACCOUNT, "")
    if not account:
        raise UsageError(f"{_ACCOUNT} is not set; to ask Twilio, set {_NEEDED}")
    if not is_sid("AC", account):
        raise UsageError(f"{_ACCOUNT} is {account[:2]!r}..., not AC and 32 hexadecimal digits")
    key, secret = environ.get(_KEY, ""), environ.get(_SECRET, "")
    if key and secret:
        return TwilioCredentials(account, key, secret)
    token = environ.get(_TOKEN, "")
    if not token:
        raise UsageError(f"{_TOKEN} is not set; to ask Twilio, set {_NEEDED}")
    return TwilioCredentials(account, account, token)
