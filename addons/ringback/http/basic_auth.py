"""Basic credentials in `Authorization` and `Proxy-Authorization` headers (RFC 7617)."""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field

_URL_SAFE = str.maketrans("-_", "+/")


@dataclass(frozen=True, slots=True)
class BasicCredentials:
    """A user name and a password, as bytes: RFC 7617 does not fix their encoding."""

    user: bytes
    password: bytes = field(repr=False)


def parse(header: str | None) -> BasicCredentials | None:
    """Return the credentials of a header value; None for another scheme or a malformed token."""
    token = find_token(header or "")
    return None if token is None else decode(token)


def find_token(header: str) -> str | None:
    """Return the base64 token of a header value; None if its scheme is not Basic."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "basic" else None


def decode(token: str) -> BasicCredentials | None:
    """Decode a token; None if it is not base64 or has no colon."""
    try:
        user, colon, password = b64decode(token, validate=True).partition(b":")
    except ValueError:  # binascii.Error is one; a token that is not ASCII raises the other
        return None
    return BasicCredentials(user, password) if colon else None


def decode_leniently(token: str) -> BasicCredentials | None:
    """Decode a token that may lack its padding or use the URL-safe alphabet."""
    standard = token.translate(_URL_SAFE)
    return decode(standard + "=" * (-len(standard) % 4))


def encode(user: str, password: str) -> str:
    """Return the header value for a user name and a password, in UTF-8."""
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode('ascii')}"
