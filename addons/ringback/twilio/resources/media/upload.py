"""A file in a request: the body itself, or a part of a multipart form."""

from dataclasses import dataclass

from ringback.http.forms import Form, media_type, parse_form
from ringback.http.messages import Request
from ringback.http.multipart import Part
from ringback.twilio.operations.request_form import MULTIPART_TYPE, read_parts
from ringback.twilio.values.faults import REQUEST_TOO_LARGE, Fault, missing_parameter
from ringback.twilio.values.file_content import FileContent

LARGEST_FILE = 150 * 1024 * 1024  # INFERRED (fidelity: media-limits): "150 MB" in Twilio's limits
UNKNOWN_TYPE = "application/octet-stream"
CATEGORIES = ("media", "body", "history")

# Names of the part that is the file, where no part has a file name.
FILE_NAMES = ("media", "file")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and what is said of it; None for what was not sent."""

    content: FileContent
    filename: str | None
    author: str | None
    category: str | None


def read_upload(request: Request) -> Upload | Fault:
    """Return the file in a request.

    INFERRED (fidelity: media-parameters): what is said of it stands in the query or in parts, in
    any case of letters; an empty body has no file.
    """
    if len(request.body) > LARGEST_FILE:
        return REQUEST_TOO_LARGE
    query = parse_form(request.query)
    if media_type(request.headers) == MULTIPART_TYPE:
        return _read_multipart(request, query)
    if not request.body:
        return missing_parameter("Media")
    content_type = request.headers.get("Content-Type") or UNKNOWN_TYPE
    return _make_upload(FileContent(request.body, content_type), query)


def _read_multipart(request: Request, query: Form) -> Upload | Fault:
    parts = read_parts(request)
    file = next((part for part in parts if part.filename is not None), None) or next(
        (part for part in parts if (part.name or "").lower() in FILE_NAMES), None
    )
    if file is None:
        return missing_parameter("Media")
    content = FileContent(file.content, file.headers.get("Content-Type") or UNKNOWN_TYPE)
    fields = [(part.name or "", _decode(part)) for part in parts if part is not file]
    sent = [(name, query.first(name) or "") for name in query]
    return _make_upload(content, Form([*fields, *sent]), file.filename)


def _make_upload(content: FileContent, form: Form, filename: str | None = None) -> Upload:
    category = _find(form, "category")
    return Upload(
        content,
        filename=_find(form, "filename") or filename or None,
        author=_find(form, "author"),
        category=category if category in CATEGORIES else None,
    )


def _find(form: Form, wanted: str) -> str | None:
    """Return a value whose name is equal but for case, or None if there is none or it is empty."""
    return next((form.first(name) for name in form if name.lower() == wanted), None) or None


def _decode(part: Part) -> str:
    return part.content.decode("utf-8", "replace")
