"""Which recordings cannot be asked for again, and why not."""

from ringback.cassette.model import Recording
from ringback.cassette.redaction.placeholders import REDACTED
from ringback.http.messages import Request
from ringback.twilio.values.access_tokens import LOGIN_PATH

_WITHOUT_CAUSE = (401, 429)
_REDACTED_BODY = REDACTED.encode()


def explain_skip(recording: Recording) -> str:
    """Return why no other reply can be expected to be like the recorded one; "" if it can."""
    status = recording.response.status
    if "*" in recording.request.path.split("/"):
        return "written by hand, for any path of its kind"
    if recording.request.path == LOGIN_PATH:
        return "a login, whose credentials are not in the cassette"
    if status in _WITHOUT_CAUSE or status >= 500:
        return f"the recorded reply, {status}, was not due to the request"
    return ""


def has_redacted_value(request: Request) -> bool:
    """Return whether a value in the URL or body of a recorded request was redacted."""
    return REDACTED in request.target or _REDACTED_BODY in request.body
