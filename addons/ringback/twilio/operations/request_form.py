"""The form in a request's body: its parameters, URL-encoded or as the parts of a multipart body."""

from dataclasses import dataclass, fields

from ringback.http.forms import FORM_TYPE, Form, is_form, media_type, parse_form
from ringback.http.messages import Request
from ringback.http.multipart import Part, parse_multipart

MULTIPART_TYPE = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class ParsedRequest(Request):
    """A request whose body has been parsed: for a large one that takes long.

    `form` is what `read_body_form` returns, `parts` what `read_parts` does.
    """

    form: tuple[Form, str | None] = (Form(), None)
    parts: tuple[Part, ...] = ()


def parse_request(request: Request) -> ParsedRequest:
    """Return a request with its body parsed."""
    values = {field.name: getattr(request, field.name) for field in fields(Request)}
    is_multipart = media_type(request.headers) == MULTIPART_TYPE
    parsed = ParsedRequest(**values, parts=read_parts(request) if is_multipart else ())
    form = _read_multipart(parsed) if is_multipart else read_body_form(request)
    return ParsedRequest(**values, form=form, parts=parsed.parts)


def read_parts(request: Request) -> tuple[Part, ...]:
    """Return the parts of a multipart body; none where it has no part."""
    if isinstance(request, ParsedRequest):
        return request.parts
    try:
        return parse_multipart(request.body, request.headers.get("Content-Type"))
    except ValueError:
        return ()


def read_body_form(request: Request) -> tuple[Form, str | None]:
    """Return the form in a request's body, and a note if not all of the body was read as one.

    INFERRED (fidelity: body-type): a body of another content type, or of none, has no parameters.
    """
    if isinstance(request, ParsedRequest):
        return request.form
    if not request.body:
        return Form(), None
    if is_form(request.headers):
        return parse_form(request.body.decode("utf-8", "replace")), None
    sent = media_type(request.headers)
    if sent == MULTIPART_TYPE:
        return _read_multipart(request)
    was = f"is {sent}" if sent else "has no Content-Type"
    return Form(), f"The body {was} and was not read: Twilio takes {FORM_TYPE}."


def _read_multipart(request: Request) -> tuple[Form, str | None]:
    """Return the parts that are parameters; INFERRED (fidelity: multipart-forms): not the files."""
    parts = read_parts(request)
    if not parts:
        return Form(), f"No part of the {MULTIPART_TYPE} body was found: is its boundary right?"
    files = [part for part in parts if part.filename is not None]
    form = Form((part.name, _decode(part)) for part in parts if part.filename is None and part.name)
    return form, _describe_files(files)


def _decode(part: Part) -> str:
    return part.content.decode("utf-8", "replace")


def _describe_files(files: list[Part]) -> str | None:
    if not files:
        return None
    names = ", ".join(repr(part.name) for part in files[:5])
    return f"The body's files were not read, as no parameter here is a file: {names}."
