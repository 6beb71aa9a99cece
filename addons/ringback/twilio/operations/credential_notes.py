"""Notes on credentials that Twilio refuses whatever the token is: of an unset variable, say."""

from functools import lru_cache

from ringback.http import basic_auth
from ringback.sids import is_sid

# What clients send in the place of a variable that is not set.
UNSET = ("", "None", "null", "undefined")


@lru_cache(maxsize=64)  # a client sends the same value with every request
def describe_credentials(value: str) -> str | None:
    """Return a note on an `Authorization` header, or None for credentials of the right form.

    The user name itself is not quoted: it may be a token in the wrong place.
    """
    credentials = basic_auth.parse(value)
    if credentials is None:
        return None
    user = credentials.user.decode("utf-8", "replace")
    password = credentials.password.decode("utf-8", "replace")
    if user in UNSET:
        return _describe_unset("user name", user, "the account's SID (TWILIO_ACCOUNT_SID)")
    is_key = is_sid("SK", user)
    if password in UNSET:
        secret = "the API key's secret" if is_key else "the auth token (TWILIO_AUTH_TOKEN)"
        return _describe_unset("password", password, secret)
    if is_key or is_sid("AC", user):
        return None
    return (
        "The user name is not the SID of an account (AC...) or of an API key (SK...): "
        "here it gets an account of its own, Twilio refuses it with 401."
    )


def _describe_unset(part: str, text: str, content: str) -> str:
    shown = repr(text) if text else "empty"
    return f"The {part} is {shown}: the variable with {content} is probably not set."
