"""What is said of a route that replies link to and no source describes: it is not faked."""

from ringback.http.messages import Request
from ringback.twilio.operations.login import GRANT, is_faked_grant
from ringback.twilio.values import hosts
from ringback.twilio.values.access_tokens import LOGIN_PATH


def explain_not_faked(method: str, template: str) -> str:
    """Return the message for a route that is not faked."""
    return (
        f"{method} {template} is not faked. Replies link to it, but Twilio describes it nowhere. "
        "With an account, `ringback record` records the real reply; "
        "`ringback replay --on-miss fake` plays it and fakes the rest."
    )


def explain_other_api(request: Request, path: str) -> str | None:
    """Return what to do about a request for the login, or for the API's version 2; else None."""
    if path == LOGIN_PATH and is_faked_grant(request):
        return None
    if path == LOGIN_PATH or hosts.is_login(request.host):
        return (
            f"{request.method} {path} of {hosts.LOGIN_HOST} is not faked; the login with the grant "
            f"`{GRANT}` at {LOGIN_PATH} is. Record the real reply with `ringback record`."
        )
    if path == "/v2" or path.startswith("/v2/"):
        return (
            f"{request.method} {path} belongs to version 2, another API on the same host; only "
            "version 1 is faked. Record the real reply with `ringback record`."
        )
    return None
