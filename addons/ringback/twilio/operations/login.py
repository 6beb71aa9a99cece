"""Twilio's OAuth login: a client's ID and secret for an access token."""

from ringback.http.messages import Request
from ringback.twilio.operations.request_form import read_body_form
from ringback.twilio.schema.resource import Success
from ringback.twilio.values.access_tokens import make_access_token
from ringback.twilio.values.faults import METHOD_NOT_ALLOWED, Fault, missing_parameter

GRANT = "client_credentials"
LIFETIME = 86_400  # seconds

_REQUIRED = ("grant_type", "client_id", "client_secret")


def is_faked_grant(request: Request) -> bool:
    """Return whether a login is one that the fake has; the others need a person in a browser."""
    form, _ = read_body_form(request)
    return form.first("grant_type") in (None, "", GRANT)


def log_in(request: Request) -> tuple[Success | Fault, tuple[str, ...]]:
    """Return the outcome of a login, which accepts any client and secret, and notes for the log.

    INFERRED (fidelity: oauth-token): the status, the faults, and how long a token is valid.
    """
    if request.method != "POST":
        return METHOD_NOT_ALLOWED, ()
    form, note = read_body_form(request)
    notes = () if note is None else (note,)
    for name in _REQUIRED:
        if not form.first(name):
            return missing_parameter(name), notes
    token = make_access_token(form.first("client_id") or "")
    return Success(
        200, {"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME}
    ), notes
