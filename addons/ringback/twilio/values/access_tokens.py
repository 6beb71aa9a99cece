"""Access tokens of Twilio's OAuth login, which clients send as Bearer credentials.

Clients read when a token expires, so a stand-in has to be a JWT as well: this one is not signed,
and says that it is valid until 2100, whatever the clock is.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

LOGIN_PATH = "/v2/token"

_EXPIRES = 4_102_444_800  # 2100-01-01


def make_access_token(client_id: str) -> str:
    """Return a token of a client, the same each time."""
    claims = {"sub": client_id, "exp": _EXPIRES}
    return f"{_encode({'alg': 'none', 'typ': 'JWT'})}.{_encode(claims)}.{_encode({})}"


def read_client(token: str) -> str | None:
    """Return what tells the client of a token from others; None if the token is not a JWT."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(claims, dict):
        return None
    return str(claims.get("sub") or token)


def _encode(part: dict[str, object]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
