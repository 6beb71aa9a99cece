"""Authentication: the account that a request's credentials belong to, or a fault."""

from dataclasses import dataclass, field
from functools import lru_cache

from ringback.http import basic_auth
from ringback.http.messages import Headers
from ringback.sids import is_sid
from ringback.twilio.values.access_tokens import read_client
from ringback.twilio.values.faults import (
    INVALID_USERNAME,
    NO_CREDENTIALS,
    WRONG_CREDENTIALS,
    Fault,
)
from ringback.twilio.values.sid_sources import SidSource


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name (the SID of an account or of an API key) and a password.

    With `is_client` the user is the client of an access token, and there is no password.
    """

    user: str
    password: bytes = field(repr=False)
    is_client: bool = False


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Accepts the credentials of one account, or any if no account and no token are set.

    An empty user name or password is refused in any case: a variable of the client is unset.

    An API key (SK...) belongs to `account_sid`, whatever its secret, else to `key_account_sid`. If
    neither is set, each key has an account of its own, like each user name that is not a SID. The
    client of an access token (Bearer) is treated like a key; any JWT is accepted.
    """

    sids: SidSource
    account_sid: str | None = None
    auth_token: str | None = field(default=None, repr=False)
    key_account_sid: str | None = None

    def authenticate(self, headers: Headers) -> str | Fault:
        """Return the SID of the account that sent a request, or the fault of its credentials."""
        credentials = read_credentials(headers)
        if isinstance(credentials, Fault):
            return credentials
        user = credentials.user
        if credentials.is_client or is_sid("SK", user):
            return self._find_account(user)
        if not is_sid("AC", user):
            is_strict = self.account_sid is not None or self.auth_token is not None
            return INVALID_USERNAME if is_strict else self.sids.derive("AC", user)
        if self.account_sid not in (None, user) or not self._is_token(credentials.password):
            return WRONG_CREDENTIALS
        return user

    def _find_account(self, name: str) -> str:
        """Return the account of credentials that name none: of an API key, or of a client."""
        known = self.account_sid or self.key_account_sid
        return known or self.sids.derive("AC", name)

    def _is_token(self, password: bytes) -> bool:
        return self.auth_token is None or password == self.auth_token.encode()


def read_credentials(headers: Headers) -> Credentials | Fault:
    """Parse the `Authorization` header.

    INFERRED (fidelity: authentication-cases): which of its 401 messages answers which mistake.
    """
    value = headers.get("Authorization")
    return _parse(value) if value else NO_CREDENTIALS


@lru_cache(maxsize=64)  # a client sends the same value with every request
def _parse(value: str) -> Credentials | Fault:
    token = basic_auth.find_token(value)
    if token is None:
        scheme, _, bearer = value.partition(" ")
        client = read_client(bearer.strip()) if scheme.lower() == "bearer" else None
        return WRONG_CREDENTIALS if client is None else Credentials(client, b"", is_client=True)
    credentials = basic_auth.decode(token)
    try:
        user = credentials.user.decode() if credentials else ""
    except UnicodeDecodeError:
        user = ""
    if credentials is None or not user:
        return INVALID_USERNAME
    # INFERRED (fidelity: authentication-cases): an empty password is a wrong one.
    return Credentials(user, credentials.password) if credentials.password else WRONG_CREDENTIALS
