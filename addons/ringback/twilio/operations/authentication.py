"""Who asks: the account behind a request's Basic credentials, or the fault of having none."""

from dataclasses import dataclass, field
from functools import lru_cache

from ringback.http import basic_auth
from ringback.http.messages import Headers
from ringback.sids import is_sid
from ringback.twilio.values.faults import (
    INVALID_USERNAME,
    NO_CREDENTIALS,
    WRONG_CREDENTIALS,
    Fault,
)
from ringback.twilio.values.sid_sources import SidSource


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name (an account's or an API key's SID) and a password."""

    user: str
    password: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Which credentials are let in; without an account and a token, any.

    An API key (SK...) belongs to the account that is asked for, whatever its secret, else to
    `key_account_sid`. Without either, a key has an account of its own, as every user name has that
    is no account SID.
    """

    sids: SidSource
    account_sid: str | None = None
    auth_token: str | None = field(default=None, repr=False)
    key_account_sid: str | None = None

    def authenticate(self, headers: Headers) -> str | Fault:
        """Return the SID of the account that asks, or why nobody is let in."""
        credentials = read_credentials(headers)
        if isinstance(credentials, Fault):
            return credentials
        user = credentials.user
        if is_sid("SK", user):
            known = self.account_sid or self.key_account_sid
            return known or self.sids.derived("AC", user)
        if not is_sid("AC", user):
            insists = self.account_sid is not None or self.auth_token is not None
            return INVALID_USERNAME if insists else self.sids.derived("AC", user)
        if self.account_sid not in (None, user) or not self._is_token(credentials.password):
            return WRONG_CREDENTIALS
        return user

    def _is_token(self, password: bytes) -> bool:
        return self.auth_token is None or password == self.auth_token.encode()


def read_credentials(headers: Headers) -> Credentials | Fault:
    """Read the `Authorization` header.

    Which of Twilio's 401 messages answers which mistake is INFERRED from other hosts of theirs.
    """
    value = headers.get("Authorization")
    return _read(value) if value else NO_CREDENTIALS


@lru_cache(maxsize=64)  # a client sends the same again and again
def _read(value: str) -> Credentials | Fault:
    token = basic_auth.find_token(value)
    if token is None:
        return WRONG_CREDENTIALS
    credentials = basic_auth.decode(token)
    try:
        user = credentials.user.decode() if credentials else ""
    except UnicodeDecodeError:
        user = ""
    return Credentials(user, credentials.password) if credentials and user else INVALID_USERNAME
