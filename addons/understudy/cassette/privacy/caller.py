"""Who asks: the account or API key in a request's credentials."""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from typing import NamedTuple

from understudy.exchange import Headers

_SID = re.compile(r"(AC|SK)[0-9a-fA-F]{32}")


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller's own sids: an account's (AC), or an API key's (SK), whose account is not sent."""

    account_sid: str | None = None
    key_sid: str | None = None


class Credentials(NamedTuple):
    """What a header authorises with; `user` is "" for a token."""

    user: str
    secret: str

    def __repr__(self) -> str:
        return "Credentials(...)"


def caller_in(headers: Headers) -> Caller:
    """Give the caller of a request; it has no sid where the credentials name none."""
    credentials = credentials_in(headers.get("authorization") or "")
    user = credentials.user if credentials else ""
    if not _SID.fullmatch(user):
        return Caller()
    return Caller(account_sid=user) if user.startswith("AC") else Caller(key_sid=user)


def credentials_in(value: str) -> Credentials | None:
    """Read the value of an `Authorization` header; None where nothing can be read from it."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() == "basic":
        return basic(rest.strip())
    return Credentials("", rest.strip() or scheme) if scheme else None


def basic(token: str) -> Credentials | None:
    """Undo the base64 of Basic credentials; None where it is none, or has no colon."""
    try:
        data = b64decode(token + "=" * (-len(token) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # as requests sends what is not ASCII
    user, colon, secret = text.partition(":")
    return Credentials(user, secret) if colon else None
