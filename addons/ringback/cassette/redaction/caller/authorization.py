"""Credentials in requests, and the account or API key that they name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from ringback.cassette.redaction.sensitive_names import CREDENTIAL_HEADERS
from ringback.http import basic_auth
from ringback.http.messages import Headers, Request
from ringback.sids import sid_pattern
from ringback.sliced_search import SlicedPattern

_SID = re.compile(sid_pattern("AC", "SK"), re.IGNORECASE)
_TOKEN = r"[A-Za-z0-9+/_.~-]+=*"
# Credentials within a text, and credentials that are the whole value of a header.
CREDENTIALS = SlicedPattern(
    rf"\b(basic|bearer)([\s:=]+)({_TOKEN})", start="[Bb][AaEe]", flags=re.IGNORECASE
)
_STATED = re.compile(rf"\s*(basic|bearer)[\s:=]+({_TOKEN})\s*", re.IGNORECASE)
_DIGEST = re.compile(r"\s*digest\b.*\bresponse=\"?([^\",\s]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caller:
    """The SIDs that a request's credentials name: an account (AC), or an API key (SK).

    Credentials with an API key do not name its account.
    """

    account_sid: str | None = None
    key_sid: str | None = None


class Credentials(NamedTuple):
    """A user name and a secret; `user` is "" for a token."""

    user: str
    secret: str

    def __repr__(self) -> str:
        return "Credentials(...)"


def find_caller(headers: Headers) -> Caller:
    """Return the caller of a request, without SIDs if the credentials name none."""
    return _parse_caller(headers.get("authorization") or "")


@lru_cache(maxsize=64)  # a client sends the same credentials again and again
def _parse_caller(authorization: str) -> Caller:
    credentials = parse_authorization(authorization)
    user = credentials.user if credentials else ""
    if not is_sid(user):
        return Caller()
    is_account = user.upper().startswith("AC")
    return Caller(account_sid=user) if is_account else Caller(key_sid=user)


def find_secrets(request: Request) -> Iterator[str]:
    """Yield the secrets in the credentials of a request, in its headers and its URL."""
    if request.userinfo:
        user, _, password = request.userinfo.partition(":")
        yield from _secrets_of(Credentials(unquote(user), unquote(password)))
    for name, value in request.headers:
        read = parse_authorization if name.lower() in CREDENTIAL_HEADERS else parse_value
        credentials = read(value)
        if credentials:
            yield from _secrets_of(credentials)


def _secrets_of(credentials: Credentials) -> Iterator[str]:
    yield credentials.secret
    if not is_sid(credentials.user):
        yield credentials.user  # some services accept a token as user name


def is_sid(user: str) -> bool:
    """Return whether a user name is the SID of an account or API key."""
    return _SID.fullmatch(user) is not None


@lru_cache(maxsize=64)  # a client repeats the same header
def parse_authorization(value: str) -> Credentials | None:
    """Parse the value of an `Authorization` header; None if it has no credentials."""
    scheme, *rest = value.split(maxsplit=1) or [""]
    token = rest[0].strip() if rest else ""
    if scheme.lower() == "basic":
        return decode_basic(token)
    return Credentials("", token or scheme) if scheme else None


def parse_value(value: str) -> Credentials | None:
    """Parse credentials that are the whole value of any header; None for other values."""
    if digest := _DIGEST.match(value):
        return Credentials("", digest[1])
    match = _STATED.fullmatch(value)
    if match is None:
        return None
    return Credentials("", match[2]) if match[1].lower() == "bearer" else decode_basic(match[2])


def parse_match(match: re.Match[str]) -> Credentials | None:
    """Parse a match of CREDENTIALS; None if it is ordinary text."""
    scheme, _, token = match.groups()
    if scheme.lower() == "basic":
        found = decode_basic(token)
        return found if found and "".join(found).isprintable() else None
    # "Bearer of news" has no token.
    is_token = len(token) >= 16 and any(character.isdigit() for character in token)
    return Credentials("", token) if is_token else None


def decode_basic(token: str) -> Credentials | None:
    """Decode the token of Basic credentials; None if it is not base64 or has no colon."""
    found = basic_auth.decode_leniently(token)
    if found is None:
        return None
    try:
        return Credentials(found.user.decode(), found.password.decode())
    except UnicodeDecodeError:  # requests encodes credentials in Latin-1
        return Credentials(found.user.decode("latin-1"), found.password.decode("latin-1"))
