"""vcrpy's matchers as hashable keys, so that a recording is found by one look-up.

The parts of a request that `match_on` names form one key; requests with equal keys match.
Deliberate differences from vcrpy's matchers:

- Blank values in queries and forms are kept.
- `true` is not equal to 1.
- Every value of a header counts, and every value of a duplicate name in a JSON object.
- Bodies with different content types are different.
"""

from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import dataclass

from ringback.errors import UsageError
from ringback.http import body_fields
from ringback.http.messages import Request
from ringback.settings.table import CassetteSettings

# They belong to the connection, not to the request, and differ between clients.
_CONNECTION_HEADERS = (
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two requests differ.

    - `matcher`: the matcher's name in `match_on`.
    - `field`: name of a form field or header, JSON path, or the matcher's name.
    - `recorded`, `sent`: the values; None if the field is absent.
    - `ignorable`: the field's name for `--ignore-field`; None if it cannot be ignored.
    """

    matcher: str
    field: str
    recorded: str | None
    sent: str | None
    ignorable: str | None = None


class Matching:
    """Compares requests by the matchers that `match_on` names.

    `ignore_fields` are form fields and JSON keys (at any depth) that the `body` matcher ignores.
    Raises UsageError for the name of an unknown matcher.
    """

    def __init__(
        self,
        match_on: tuple[str, ...] = CassetteSettings.match_on,
        ignore_fields: frozenset[str] = frozenset(),
    ) -> None:
        unknown = [name for name in match_on if name not in _MATCHERS]
        if unknown or not match_on:
            names = ", ".join(map(repr, unknown)) or "nothing"
            raise UsageError(
                f"--match-on: {names} is not a matcher; the matchers are {', '.join(_MATCHERS)}"
            )
        self.match_on = tuple(dict.fromkeys(match_on))
        self._ignored = ignore_fields

    def key(self, request: Request) -> Hashable:
        """Return a hashable key; requests with equal keys match."""
        return tuple(_MATCHERS[name].value(request, self._ignored) for name in self.match_on)

    def differences(self, recorded: Request, sent: Request) -> tuple[Difference, ...]:
        """Return the fields that differ, in the order of `match_on`; empty for equal keys."""
        return tuple(
            difference
            for name in self.match_on
            if self._value(name, recorded) != self._value(name, sent)
            for difference in self._field_differences(name, recorded, sent)
        )

    def _value(self, name: str, request: Request) -> Hashable:
        return _MATCHERS[name].value(request, self._ignored)

    def _field_differences(
        self, name: str, recorded: Request, sent: Request
    ) -> Iterator[Difference]:
        olds = _MATCHERS[name].fields(recorded, self._ignored)
        news = _MATCHERS[name].fields(sent, self._ignored)
        alike = True
        for label in {**olds, **news}:
            old, new = olds.get(label), news.get(label)
            if old is None or new is None or old.text != new.text:
                alike = False
                ignorable = next(one.name for one in (old, new) if one)
                yield Difference(name, label, old and old.text, new and new.text, ignorable)
        if alike:
            # The same fields in bodies of different types, such as a form and JSON.
            old_type, new_type = _content_type(recorded), _content_type(sent)
            yield Difference(
                name,
                "Content-Type",
                old_type and body_fields.quote(old_type),
                new_type and body_fields.quote(new_type),
            )


@dataclass(frozen=True, slots=True)
class _Matcher:
    """One part of a request: its hashable value, and its fields for reporting differences."""

    value: Callable[[Request, Collection[str]], Hashable]
    fields: Callable[[Request, Collection[str]], dict[str, body_fields.Field]]


def _whole(name: str, value: Callable[[Request], Hashable]) -> _Matcher:
    """Return a matcher for a part that is a single field."""
    return _Matcher(
        lambda request, _: value(request),
        lambda request, _: {name: body_fields.Field(None, body_fields.quote(str(value(request))))},
    )


def _path(request: Request) -> str:
    path = request.path.replace("#", "%23")  # as in a recorded URL
    return path if path.startswith("/") else f"/{path}"  # "*" is "/*" in a recorded URL


def _query(request: Request) -> body_fields.Pairs:
    return tuple(sorted(body_fields.sort_pairs(request.query)))  # by value, too, as in vcrpy


def _headers(request: Request) -> body_fields.Pairs:
    kept = request.headers.without(*_CONNECTION_HEADERS)
    return tuple(sorted(((name.lower(), value) for name, value in kept), key=lambda pair: pair[0]))


def _content_type(request: Request) -> str | None:
    return request.headers.get("content-type")


def _not_ignorable(pairs: body_fields.Pairs) -> dict[str, body_fields.Field]:
    labelled = body_fields.label_pairs(pairs)
    return {label: body_fields.Field(None, found.text) for label, found in labelled.items()}


_MATCHERS = {
    "method": _whole("method", lambda request: request.method),
    "uri": _whole("uri", lambda request: request.url),
    "scheme": _whole("scheme", lambda request: request.scheme),
    "host": _whole("host", lambda request: request.host),
    "port": _whole("port", lambda request: request.port),
    "path": _whole("path", _path),
    "query": _Matcher(
        lambda request, _: _query(request),
        lambda request, _: _not_ignorable(_query(request)),
    ),
    "body": _Matcher(
        lambda request, ignored: body_fields.parse_body(
            request.body, _content_type(request), ignored
        ),
        lambda request, ignored: body_fields.list_fields(
            request.body, _content_type(request), ignored
        ),
    ),
    "raw_body": _Matcher(
        lambda request, _: request.body,
        lambda request, _: {
            "body": body_fields.Field(None, body_fields.describe_body(request.body))
        },
    ),
    "headers": _Matcher(
        lambda request, _: _headers(request),
        lambda request, _: _not_ignorable(_headers(request)),
    ),
}
