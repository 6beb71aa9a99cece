"""Names of headers, form fields and JSON fields whose values are always secrets."""

import re
from collections.abc import Iterable

CREDENTIAL_HEADERS = frozenset({"authorization", "proxy-authorization"})
COOKIE_HEADERS = frozenset({"cookie", "cookie2", "set-cookie", "set-cookie2"})

# Compared without case and punctuation: `authtoken` stands for `AuthToken` and `x-auth-token`.
_ENDINGS = (
    "accesstoken",
    "apikey",
    "apisecret",
    "authtoken",
    "bearertoken",
    "passphrase",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
)
# Compared as whole names: `PageToken`, which leads to the next page, is not a secret.
_WHOLE = frozenset({"authorization", "passwd", "pwd", "token", "twilioclientvalidation"})

_MAXIMUM_KNOWN = 10_000  # bounds the caches, because clients choose the names

_PUNCTUATION = re.compile(r"[\W_]+")


class SensitiveNames:
    """The sensitive names of this run: the usual ones and those of `--redact`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._whole = _WHOLE.union(map(_plain, names))
        self._fields: dict[object, bool] = {}
        self._headers: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        known = self._fields.get(name)
        if known is None:
            plain = _plain(str(name))
            known = plain in self._whole or plain.endswith(_ENDINGS)
            if len(self._fields) < _MAXIMUM_KNOWN:
                self._fields[name] = known
        return known

    def includes_header(self, name: str) -> bool:
        """Return whether a header's value is a secret."""
        known = self._headers.get(name)
        if known is None:
            known = name.lower() in CREDENTIAL_HEADERS | COOKIE_HEADERS or name in self
            if len(self._headers) < _MAXIMUM_KNOWN:
                self._headers[name] = known
        return known


def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name.lower())
