"""The YAML tags that are read, those of old vcrpy cassettes among them.

No object is constructed for any of them.
"""

import binascii
from base64 import b64decode

from ringback.cassette.format.sections import UnreadableError, Value

_PREFIX = "tag:yaml.org,2002:"
_BINARY = f"{_PREFIX}binary"
# Ruby's VCR writes a local tag, of which only Ruby knows what it holds.
_HINTS = {"!binary": ": Ruby writes it, vcrpy writes !!binary; record the cassette anew"}
# Tags that older versions of vcrpy wrote for file-like and iterated request bodies.
_BYTESIO = f"{_PREFIX}python/object/new:_io.BytesIO"
_ITERATOR = f"{_PREFIX}python/object/apply:builtins.iter"
_READABLE = frozenset(
    {
        "!",
        _BINARY,
        _BYTESIO,
        _ITERATOR,
        *(f"{_PREFIX}{name}" for name in ("str", "int", "float", "bool", "null")),
        *(f"{_PREFIX}{name}" for name in ("map", "seq", "timestamp")),
        *(f"{_PREFIX}python/{name}" for name in ("str", "unicode", "tuple")),
    }
)


def check_tag(tag: str, line: int) -> None:
    """Raise UnreadableError for a tag that is not read."""
    if tag not in _READABLE:
        short = tag.replace(_PREFIX, "!!")[:80]
        raise UnreadableError(f"the tag {short} is not read{_HINTS.get(tag, '')}", line)


def convert_scalar(tag: str, text: str, line: int) -> Value:
    """Return the value of a scalar with a tag: text, or bytes. Raises UnreadableError."""
    check_tag(tag, line)
    if tag != _BINARY:
        return text
    try:
        return b64decode(text.encode("ascii", "strict"))
    except (binascii.Error, UnicodeEncodeError):
        raise UnreadableError("!!binary that is not base64", line) from None


def convert_mapping(tag: str, value: dict[Value, Value]) -> Value:
    """Return the value of a mapping: of an old request body, its content."""
    if tag not in (_BYTESIO, _ITERATOR):
        return value
    content = value.get("state" if tag == _BYTESIO else "args")
    first = content[0] if isinstance(content, list) and content else None
    return b"" if first is None else first
