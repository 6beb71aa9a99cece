"""Which names of headers, form and JSON fields carry a secret, whatever the value is."""

import re
from collections.abc import Iterable

CREDENTIAL_HEADERS = frozenset({"authorization", "proxy-authorization"})
COOKIE_HEADERS = frozenset({"cookie", "set-cookie"})

# Compared without case and punctuation, so that `auth_token` is `AuthToken` and `x-auth-token`.
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
# Only whole: `PageToken` leads to the next page and is no secret.
_WHOLE = frozenset({"authorization", "passwd", "pwd", "token", "twilioclientvalidation"})

_PUNCTUATION = re.compile(r"[\W_]+")


class SecretNames:
    """The names of this run: the usual ones and those of `--redact`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._whole = _WHOLE.union(map(_plain, names))
        self._known: dict[object, bool] = {}

    def __contains__(self, name: object) -> bool:
        known = self._known.get(name)
        if known is None:
            plain = _plain(str(name))
            known = plain in self._whole or plain.endswith(_ENDINGS)
            if len(self._known) < 10_000:  # names come from outside and need not end
                self._known[name] = known
        return known


def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name.lower())
