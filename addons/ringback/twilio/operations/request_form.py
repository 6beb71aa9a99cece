"""The form in a request's body."""

from ringback.http.forms import FORM_TYPE, Form, is_form, media_type, parse_form
from ringback.http.messages import Request


def read_body_form(request: Request) -> tuple[Form, str | None]:
    """Return the form in a request's body, and a note if the body was not read as a form.

    INFERRED (fidelity: body-type): a body of another content type, or of none, has no parameters.
    """
    if not request.body:
        return Form(), None
    if is_form(request.headers):
        return parse_form(request.body.decode("utf-8", "replace")), None
    sent = media_type(request.headers)
    was = f"is {sent}" if sent else "has no Content-Type"
    return Form(), f"The body {was} and was not read: Twilio takes {FORM_TYPE}."
