"""Redact headers: credentials, cookies, and secrets in other values."""

import re

from ringback.cassette.redaction.caller.authorization import parse_value
from ringback.cassette.redaction.content.text import TextScrubber
from ringback.cassette.redaction.placeholders import REDACTED
from ringback.cassette.redaction.sensitive_names import (
    COOKIE_HEADERS,
    CREDENTIAL_HEADERS,
    SensitiveNames,
)
from ringback.http.messages import Headers

# A header whose value is JSON, credentials or escaped.
_ODD = re.compile(r"%|\+--|^\s*(?:[\[{]|(?:basic|bearer|digest)\b)", re.MULTILINE | re.IGNORECASE)
_SCHEMES = frozenset({"basic", "bearer", "digest", "negotiate"})
# Attributes of Set-Cookie, which are not secret.
_COOKIE_ATTRIBUTE = re.compile(
    r"(?:domain|max-age|path|samesite)=[^,]*|httponly|partitioned|secure"
    r"|expires=(?:[a-z]+, ?)?[\w :+-]*",
    re.IGNORECASE,
)
# Separates cookies in one header value; the comma in a date is not followed by "=".
_NEXT_COOKIE = re.compile(r",\s*(?=[^\s;,=]+=)")


def redact_headers(headers: Headers, names: SensitiveNames, texts: TextScrubber) -> Headers:
    """Return headers with redacted values; the headers themselves stay.

    - `names`: those of headers whose whole value is a secret.
    - `texts` redacts the other values.
    """
    secret = [names.includes_header(name) for name, _ in headers]
    pairs = list(zip(headers, secret, strict=True))
    ordinary = "\n".join(value for (_, value), is_secret in pairs if not is_secret)
    # A single search of all values, enough for nearly every request.
    quiet = not _ODD.search(ordinary) and texts.has_nothing_to_redact(ordinary)
    return Headers(
        (name, value if quiet and not is_secret else _redact_header(name, value, names, texts))
        for (name, value), is_secret in pairs
    )


def _redact_header(name: str, value: str, names: SensitiveNames, texts: TextScrubber) -> str:
    if name.lower() in CREDENTIAL_HEADERS:
        scheme = value.partition(" ")[0]
        return f"{scheme} {REDACTED}" if scheme.lower() in _SCHEMES else REDACTED
    if name.lower() in COOKIE_HEADERS:
        return _set_cookies(value) if name.lower().startswith("set-") else _cookies(value)
    if parse_value(value) is not None:
        return re.split(r"[\s:=]", value.strip(), maxsplit=1)[0] + f" {REDACTED}"
    if names.includes_header(name) and not names.is_extra(name):
        return REDACTED  # credentials, too
    return texts.redact_named(texts.redact_value(value, name in names))


def _cookies(value: str) -> str:
    return "; ".join(_cookie(part.strip()) for part in value.split(";"))


def _set_cookies(value: str) -> str:
    """Redact the values of cookies; names and attributes stay, so that replay still sets them."""
    return ", ".join(map(_set_cookie, _NEXT_COOKIE.split(value)))


def _set_cookie(value: str) -> str:
    cookie, *attributes = (part.strip() for part in value.split(";"))
    kept = (one if _COOKIE_ATTRIBUTE.fullmatch(one) else _cookie(one) for one in attributes)
    return "; ".join((_cookie(cookie), *kept))


def _cookie(part: str) -> str:
    name, equals, value = part.partition("=")
    return f"{name}={REDACTED}" if equals and value else REDACTED
