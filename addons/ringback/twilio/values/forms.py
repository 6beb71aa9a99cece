"""Form parameters, as they stand in a request's body or query."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from ringback.http.messages import Headers, Request

CONTENT_TYPE = "application/x-www-form-urlencoded"


class Form:
    """Parameters by name, each with all its values in the order sent."""

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a parameter, or none."""
        return tuple(self._values.get(name, ()))

    def first(self, name: str) -> str | None:
        """Return the first value of a parameter, or None.

        INFERRED: which of two copies of a scalar parameter counts is not documented.
        """
        values = self._values.get(name)
        return values[0] if values else None

    def without(self, *names: str) -> "Form":
        """Return this form less the named parameters."""
        return Form(
            (name, value)
            for name, values in self._values.items()
            if name not in names
            for value in values
        )


def parse_form(text: str) -> Form:
    """Read a form or a query; whatever is not percent-encoded UTF-8 becomes U+FFFD."""
    return Form(parse_qsl(readable(text), keep_blank_values=True, errors="replace"))


def readable(text: str) -> str:
    """Return a part of a request's target with U+FFFD for bytes that are not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def body_form(request: Request) -> tuple[Form, str | None]:
    """Read the form in a request's body, and say where a body was not read as one.

    INFERRED: a body of another content type, or of none, has no parameters in it; as none is
    required, a create then succeeds as if it were empty.
    """
    if not request.body:
        return Form(), None
    sent = media_type(request.headers)
    if sent != CONTENT_TYPE:
        was = f"is {sent}" if sent else "has no Content-Type"
        return Form(), f"The body {was} and was not read: Twilio takes {CONTENT_TYPE}."
    return parse_form(request.body.decode("utf-8", "replace")), None


def media_type(headers: Headers) -> str:
    """Return the content type without its parameters, in lower case; "" where there is none."""
    value = headers.get("Content-Type") or ""
    return value.partition(";")[0].strip().lower()
