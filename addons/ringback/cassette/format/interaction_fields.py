"""The fields of an interaction, checked: each is of the kind that it has to be, or it is named."""

from typing import Any

_KINDS = {dict: "a mapping", list: "a list", str: "text", bytes: "binary", type(None): "nothing"}


class MalformedError(Exception):
    """The value is not an interaction.

    - `incomplete`: something is missing rather than wrong.
    - `ended`: the status code, which is written last, is present, so the write was complete.
    """

    def __init__(self, message: str, incomplete: bool = False, ended: bool = False) -> None:
        super().__init__(message)
        self.incomplete = incomplete
        self.ended = ended


def get_field(value: Any, name: str, kind: type = object) -> Any:
    """Return a field of a mapping; raises MalformedError if it is missing or of another kind."""
    if not isinstance(value, dict):
        found = describe_kind(value)
        raise MalformedError(f"{found}, not a mapping with `{name}`", incomplete=value is None)
    field = value.get(name)
    if field is None and (name not in value or kind is not object):
        raise MalformedError(f"`{name}` is missing", incomplete=True)
    if not isinstance(field, kind):
        raise MalformedError(f"`{name}` is {describe_kind(field)}, not {_KINDS[kind]}")
    return field


def get_text(value: Any, name: str) -> str:
    """Return a value as text; raises MalformedError, with the value's name, if it is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, int | float):  # JSON's own numbers
        return str(value)
    raise MalformedError(f"`{name}` is {describe_kind(value)}, not text", incomplete=value is None)


def describe_kind(value: Any) -> str:
    """Return the kind of a value in words."""
    return _KINDS.get(type(value), "a number")
