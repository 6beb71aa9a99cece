"""When two bodies are equal, where one of the requests may not declare what its body is.

Two declared bodies are compared by their kinds and values. If one request has no usable
Content-Type, its body is read as the other declares. If neither has one, equal bytes are equal.
"""

import json
from collections.abc import Collection, Hashable, Iterator
from urllib.parse import urlencode

from ringback.http.body_fields import list_fields_as
from ringback.http.body_kinds import declared_kind, parse_as, parse_body
from ringback.http.forms import parse_pairs
from ringback.http.json_values import Field, load_json
from ringback.http.messages import Request

_READABLE = ("form", "json", "multipart")


def list_filing_keys(recorded: Request, ignored: Collection[str]) -> tuple[Hashable, ...]:
    """Return the keys under which a recorded body is filed; `list_lookup_keys` finds it by one."""
    content_type = recorded.headers.get("content-type")
    declared = parse_body(recorded.body, content_type, ignored)
    if not recorded.body or declared_kind(content_type) is not None:
        return (declared,)
    bodies = {kind: _adapt(recorded.body, kind) for kind in _READABLE}
    readings = (("bytes", recorded.body), *_list_readings(bodies, ignored))
    return declared, *(("undeclared", reading) for reading in readings)


def list_lookup_keys(sent: Request, ignored: Collection[str]) -> tuple[Hashable, ...]:
    """Return the keys under which a recorded body that equals a sent one may be filed."""
    content_type = sent.headers.get("content-type")
    declared = parse_body(sent.body, content_type, ignored)
    if not sent.body:
        return (declared,)
    if declared_kind(content_type) is not None:
        return declared, ("undeclared", declared), ("undeclared", ("bytes", sent.body))
    return declared, *_list_readings(dict.fromkeys(_READABLE, sent.body), ignored)


def _list_readings(
    bodies: dict[str, bytes], ignored: Collection[str]
) -> Iterator[tuple[str, Hashable]]:
    """Return what an undeclared body means as each kind; `bodies` is how it is read as each."""
    for kind, body in bodies.items():
        reading = parse_as(kind, body, None, ignored)
        if reading[0] == kind:
            yield reading


def _adapt(body: bytes, kind: str | None) -> bytes:
    """Return a recorded, undeclared body as JSON or as a form, if it is the other and `kind` asks.

    vcrpy writes what aiohttp was given as `json=` or `data=` as fields, without its type.
    """
    try:
        document = load_json(body)
    except (ValueError, RecursionError):
        return _to_json(body) if kind == "json" and b"=" in body else body
    if kind == "form" and isinstance(document, dict):
        return urlencode(document, doseq=True).encode()
    return body


def _to_json(form: bytes) -> bytes:
    members: dict[str, list[str]] = {}
    for name, value in parse_pairs(
        form.decode("utf-8", "surrogateescape"), errors="surrogateescape"
    ):
        members.setdefault(name, []).append(value)
    values = {name: all_[0] if len(all_) == 1 else all_ for name, all_ in members.items()}
    return json.dumps(values).encode()


class BodyPair:
    """The bodies of a recorded and a sent request, both read as one or the other declares."""

    def __init__(self, recorded: Request, sent: Request, ignored: Collection[str]) -> None:
        self._types = recorded.headers.get("content-type"), sent.headers.get("content-type")
        kinds = tuple(map(declared_kind, self._types))
        self._one_undeclared = None in kinds
        self._kinds = kinds[0] or kinds[1], kinds[1] or kinds[0]
        adapted = recorded.body if kinds[0] else _adapt(recorded.body, kinds[1])
        self._same_bytes = recorded.body == sent.body
        self._bodies = adapted, sent.body
        self._ignored = ignored

    @property
    def is_equal(self) -> bool:
        """Whether the sent body has the recorded one's answer."""
        if self._one_undeclared and self._same_bytes:
            return True
        recorded, sent = (
            parse_as(kind, body, content_type, self._ignored)
            for kind, body, content_type in self._sides()
        )
        return recorded == sent

    def list_fields(self) -> tuple[dict[str, Field], dict[str, Field]]:
        """Return the fields of the recorded and of the sent body."""
        recorded, sent = (
            list_fields_as(kind, body, content_type, self._ignored, expanded=True)
            for kind, body, content_type in self._sides()
        )
        return recorded, sent

    def _sides(self) -> Iterator[tuple[str | None, bytes, str | None]]:
        return zip(self._kinds, self._bodies, self._types, strict=True)
