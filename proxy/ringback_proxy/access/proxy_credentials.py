"""What a client of the proxy has to show where `--proxy-auth` asks for it."""

import base64
import binascii
import hmac
from dataclasses import dataclass, field
from urllib.parse import quote

from ringback.errors import UsageError


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
        """Return whether a `Proxy-Authorization` header shows these; no wrong guess is slower."""
        scheme, _, token = (header or "").partition(" ")
        try:
            shown = base64.b64decode(token.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        wanted = f"{self.user}:{self.password}".encode()
        return scheme.lower() == "basic" and hmac.compare_digest(shown, wanted)


def credentials(text: str) -> Credentials:
    """Read `USER:PASSWORD`; raises UsageError, which does not show what may be a password."""
    user, separator, password = text.partition(":")
    if not (user and separator and password):
        raise UsageError("this is no user name and password; give USER:PASSWORD")
    return Credentials(user, password)
