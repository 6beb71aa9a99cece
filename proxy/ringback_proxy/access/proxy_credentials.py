"""The user name and password of `--proxy-auth`."""

import hmac
from dataclasses import dataclass, field
from urllib.parse import quote

from ringback.errors import UsageError
from ringback.http import basic_auth


@dataclass(frozen=True, slots=True)
class ProxyCredentials:
    """A password that clients of the proxy have to send, and a user name.

    The user name stands for the default session.
    """

    user: str
    password: str = field(repr=False)

    @property
    def user_info(self) -> str:
        """The part of a proxy URL before the host, percent-encoded, with the `@`."""
        return f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@"

    def match(self, header: str | None) -> bool:
        """Return whether a `Proxy-Authorization` header has the password, in constant time.

        The user name may be any: it is the name of a session.
        """
        sent = basic_auth.parse(header)
        if sent is None:
            return False
        return hmac.compare_digest(sent.password, self.password.encode())


def parse_credentials(text: str) -> ProxyCredentials:
    """Parse `USER:PASSWORD`. Raises UsageError, whose message never contains a password."""
    user, separator, password = text.partition(":")
    if not (user and separator and password):
        raise UsageError("this is not a user name and a password; give USER:PASSWORD")
    return ProxyCredentials(user, password)
