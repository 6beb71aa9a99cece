"""What a client of the proxy has to show where `--proxy-auth` asks for it."""

import hmac
from dataclasses import dataclass, field
from urllib.parse import quote

from ringback.errors import UsageError
from ringback.http import basic_auth


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and a password."""

    user: str
    password: str = field(repr=False)

    @property
    def in_url(self) -> str:
        """The credentials as they stand before the host of a proxy's URL."""
        return f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@"

    def are_in(self, header: str | None) -> bool:
        """Return whether a `Proxy-Authorization` header has these; compared in constant time."""
        sent = basic_auth.parse(header)
        if sent is None:
            return False
        expected = f"{self.user}:{self.password}".encode()
        return hmac.compare_digest(sent.user + b":" + sent.password, expected)


def credentials(text: str) -> Credentials:
    """Read `USER:PASSWORD`; raises UsageError, which does not show what may be a password."""
    user, separator, password = text.partition(":")
    if not (user and separator and password):
        raise UsageError("this is no user name and password; give USER:PASSWORD")
    return Credentials(user, password)
