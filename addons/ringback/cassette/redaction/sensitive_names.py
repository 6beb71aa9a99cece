"""Names of headers, form fields and JSON fields whose values are always secrets."""

import re
from collections.abc import Callable, Iterable

CREDENTIAL_HEADERS = frozenset({"authorization", "proxy-authorization"})
COOKIE_HEADERS = frozenset({"cookie", "cookie2", "set-cookie", "set-cookie2"})

# Compared without case and punctuation: `authtoken` stands for `AuthToken` and `x-auth-token`.
# They are what secret scanners and the recorders of cloud SDKs look for.
_ENDINGS = (
    "accesskey",
    "accesssas",
    "accesstoken",
    "accountkey",
    "acrtoken",
    "apikey",
    "apisecret",
    "apitoken",
    "appkey",
    "applicationkey",
    "authheader",
    "authkey",
    "authorization",
    "authtoken",
    "bearertoken",
    "clientassertion",
    "clientkey",
    "connectionstring",
    "csrftoken",
    "databasekey",
    "databasepass",
    "dbkey",
    "dbpass",
    "decryptionkey",
    "encryptedcredential",
    "encryptionkey",
    "functionkey",
    "idtoken",
    "jobtoken",
    "jwtassertion",
    "keypass",
    "masterkey",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "privatetoken",
    "privkey",
    "readlistsas",
    "refreshtoken",
    "samlresponse",
    "saskey",
    "sastoken",
    "sasuri",
    "sasurl",
    "secret",
    "secretkey",
    "securitytoken",
    "servicekey",
    "sessiontoken",
    "sharedaccesssignature",
    "signingkey",
    "subscriptionkey",
    "vaulttoken",
    "writesas",
    "xsrftoken",
)
# Compared as whole names: `PageToken`, which leads to the next page, is not a secret.
_WHOLE = frozenset(
    {"certificate", "clientid", "cookie", "jwt", "otp", "pwd", "setcookie", "sig", "token"}
    # Of a TURN server, in replies of Twilio's Tokens.
    | {"credential"}
    | {"customcode", "twilioclientvalidation", "validationcode", "verificationcode"}
)
# In queries only: of links to files, which are valid for a while.
_OF_LINKS = frozenset({"signature", "xamzcredential", "xamzsignature"})
# By the first label of a Twilio host. Elsewhere `Code` is not a secret: a fault has one.
_OF_HOSTS = {"verify": ("authpayload", "code")}

_MAXIMUM_KNOWN = 10_000  # bounds the caches, because clients choose the names

_PUNCTUATION = re.compile(r"[\W_]+")


class SensitiveNames:
    """The sensitive names of this run: the usual ones and those of `--redact`.

    `includes` returns whether a name is a secret field's, and `includes_header` a header's.
    """

    def __init__(self, names: Iterable[str] = (), host_names: Iterable[str] = ()) -> None:
        self._extra = frozenset(map(_plain, names))
        self._whole = _WHOLE | self._extra | frozenset(host_names)
        self._of_hosts: dict[str, SensitiveNames] = {}
        self._fields = _Answers(self._is_secret_field)
        self._headers = _Answers(self._is_secret_header)
        self.includes: Callable[[str], bool] = self._fields.__getitem__
        self.includes_header: Callable[[str], bool] = self._headers.__getitem__

    def __contains__(self, name: str) -> bool:
        return self._fields[name]

    def of_host(self, host: str) -> "SensitiveNames":
        """Return the names for requests to a host, which may have further ones."""
        label, dot, domain = host.partition(".")
        if label not in _OF_HOSTS or not f"{dot}{domain}".endswith(".twilio.com"):
            return self
        if label not in self._of_hosts:
            self._of_hosts[label] = SensitiveNames(self._extra, _OF_HOSTS[label])
        return self._of_hosts[label]

    def includes_in_query(self, name: str) -> bool:
        """Return whether a parameter of a URL's query is a secret."""
        return name in self or _plain(name) in _OF_LINKS

    def is_extra(self, name: str) -> bool:
        """Return whether a name is one of `--redact`."""
        return _plain(name) in self._extra

    def _is_secret_field(self, name: str) -> bool:
        plain = _plain(name)
        return plain in self._whole or plain.endswith(_ENDINGS)

    def _is_secret_header(self, name: str) -> bool:
        if name.lower() in CREDENTIAL_HEADERS | COOKIE_HEADERS or name in self:
            return True
        return _plain(name).endswith("token")  # no header names the next page


class _Answers(dict[str, bool]):
    """Answers to a question about names, each asked once: a look-up runs no Python."""

    def __init__(self, ask: Callable[[str], bool]) -> None:
        self._ask = ask

    def __missing__(self, name: str) -> bool:
        answer = self._ask(name)
        if len(self) < _MAXIMUM_KNOWN:
            self[name] = answer
        return answer


def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name.lower())
