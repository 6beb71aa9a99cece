"""vcrpy's matchers as hashable keys, so that a recording is found by a look-up.

The parts of a request that `match_on` names form a key. A recorded request is filed under one key,
or under a few if it does not declare what its body is; a sent request matches if one of its own
keys is among them.

Deliberate differences from vcrpy's matchers:

- Blank values in queries and forms are kept.
- `true` is not equal to 1.
- A path is equal however its characters are encoded: `+` is `%2B`.
- Every value of a header counts, and every value of a duplicate name in a JSON object.
- Bodies with different content types are different.
- A body without a content type is read as the other request declares, and JSON in a form field or
  part is compared as a value. The boundary between parts does not count.
- Placeholders of redacted values are equal here; which value each stands for is another question
  (`bindings`).
"""

from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from ringback.cassette.matching.body_comparison import (
    BodyPair,
    list_filing_keys,
    list_lookup_keys,
)
from ringback.cassette.matching.url_path import normalize_path
from ringback.cassette.redaction.placeholders import REDACTED
from ringback.cassette.redaction.value_placeholders import (
    has_numbered,
    has_placeholder,
    list_placeholders,
    unify_bytes,
    unify_text,
)
from ringback.errors import UsageError
from ringback.http.body_fields import describe_body, label_pairs
from ringback.http.body_kinds import Pairs, sort_pairs
from ringback.http.json_values import Field, quote
from ringback.http.messages import Headers, Request
from ringback.http.wide_text import narrow
from ringback.settings.shared import CassetteSettings

_BODY = "body"
_ListBodyKeys = Callable[[Request, Collection[str]], tuple[Hashable, ...]]
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


class Key(NamedTuple):
    """What a request is found by, and the placeholders in it, in the order of the key."""

    value: Hashable
    placeholders: tuple[str, ...] = ()


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
        unknown = [name for name in match_on if name not in _NAMES]
        if unknown or not match_on:
            names = ", ".join(map(repr, unknown)) or "nothing"
            raise UsageError(
                f"--match-on: {names} is not a matcher; the matchers are {', '.join(_NAMES)}"
            )
        self.match_on = tuple(dict.fromkeys(match_on))
        self._ignored = ignore_fields

    def filing_keys(self, recorded: Request) -> tuple[Key, ...]:
        """Return the keys under which a recorded request is filed, one or a few."""
        return self._keys(recorded, list_filing_keys)

    def lookup_keys(self, sent: Request) -> tuple[Key, ...]:
        """Return the keys of a sent request; a recorded one that has one of them is equal."""
        return self._keys(sent, list_lookup_keys)

    def _keys(self, request: Request, list_body_keys: _ListBodyKeys) -> tuple[Key, ...]:
        # What stands for a value is found in UTF-8.
        request = replace(request, body=narrow(request.body)) if b"\0" in request.body else request
        values = self._values(request, list_body_keys)
        if not self._has_placeholder(request):
            return tuple(map(Key, values))
        unified = self._values(unify(request), list_body_keys)
        return tuple(
            Key(one, list_placeholders(value)) for one, value in zip(unified, values, strict=False)
        )

    def _has_placeholder(self, request: Request) -> bool:
        return (
            has_placeholder(request.target)
            or REDACTED.encode() in request.body
            or has_numbered(request.body)
            or (
                "headers" in self.match_on
                and any(has_placeholder(text) for _, text in request.headers)
            )
        )

    def _values(self, request: Request, list_body_keys: _ListBodyKeys) -> tuple[Hashable, ...]:
        others = tuple(_MATCHERS[name].value(request) for name in self.match_on if name != _BODY)
        if _BODY not in self.match_on:
            return (others,)
        return tuple((others, key) for key in list_body_keys(request, self._ignored))

    def differences(self, recorded: Request, sent: Request) -> tuple[Difference, ...]:
        """Return the fields that differ, in the order of `match_on`; empty for equal requests.

        Placeholders of redacted values do not differ.
        """
        return self.differences_of_values(unify(recorded), unify(sent))

    def differences_of_values(self, recorded: Request, sent: Request) -> tuple[Difference, ...]:
        """Return the fields that differ, those included that differ in their placeholders only."""
        return tuple(
            difference
            for name in self.match_on
            for difference in (
                self._body_differences(recorded, sent)
                if name == _BODY
                else _part_differences(name, recorded, sent)
            )
        )

    def _body_differences(self, recorded: Request, sent: Request) -> Iterator[Difference]:
        pair = BodyPair(recorded, sent, self._ignored)
        if not pair.is_equal:
            yield from _field_differences(_BODY, recorded, sent, *pair.list_fields())


def unify(request: Request) -> Request:
    """Return a request with every placeholder as a plain one."""
    return replace(
        request,
        target=unify_text(request.target),
        headers=Headers((name, unify_text(value)) for name, value in request.headers),
        body=unify_bytes(request.body),
    )


def _part_differences(name: str, recorded: Request, sent: Request) -> Iterator[Difference]:
    matcher = _MATCHERS[name]
    if matcher.value(recorded) != matcher.value(sent):
        olds, news = matcher.fields(recorded), matcher.fields(sent)
        yield from _field_differences(name, recorded, sent, olds, news)


def _field_differences(
    name: str,
    recorded: Request,
    sent: Request,
    olds: dict[str, Field],
    news: dict[str, Field],
) -> Iterator[Difference]:
    alike = True
    for label in {**olds, **news}:
        old, new = olds.get(label), news.get(label)
        if old is None or new is None or old.text != new.text:
            alike = False
            ignorable = next(one.name for one in (old, new) if one)
            yield Difference(name, label, old and old.text, new and new.text, ignorable)
    if alike:
        # The same fields in bodies of different types, such as a form and JSON.
        old_type, new_type = recorded.headers.get("content-type"), sent.headers.get("content-type")
        yield Difference(
            name, "Content-Type", old_type and quote(old_type), new_type and quote(new_type)
        )


@dataclass(frozen=True, slots=True)
class _Matcher:
    """One part of a request: its hashable value, and its fields for reporting differences."""

    value: Callable[[Request], Hashable]
    fields: Callable[[Request], dict[str, Field]]


def _whole(name: str, value: Callable[[Request], Hashable]) -> _Matcher:
    """Return a matcher for a part that is a single field."""
    return _Matcher(value, lambda request: {name: Field(None, quote(str(value(request))))})


def _path(request: Request) -> str:
    path = normalize_path(request.path)
    return path if path.startswith("/") else f"/{path}"  # "*" is "/*" in a recorded URL


def _query(request: Request) -> Pairs:
    pairs = sort_pairs(request.query)  # by value, too, as in vcrpy
    return tuple(sorted(pairs, key=lambda pair: (pair[0], unify_text(pair[1]))))


def _headers(request: Request) -> Pairs:
    kept = request.headers.without(*_CONNECTION_HEADERS)
    return tuple(sorted(((name.lower(), value) for name, value in kept), key=lambda pair: pair[0]))


def _not_ignorable(pairs: Pairs) -> dict[str, Field]:
    labelled = label_pairs(pairs)
    return {label: Field(None, found.text) for label, found in labelled.items()}


_MATCHERS = {
    "method": _whole("method", lambda request: request.method),
    "uri": _whole("uri", lambda request: request.url),
    "scheme": _whole("scheme", lambda request: request.scheme),
    "host": _whole("host", lambda request: request.host),
    "port": _whole("port", lambda request: request.port),
    "path": _whole("path", _path),
    "query": _Matcher(_query, lambda request: _not_ignorable(_query(request))),
    "raw_body": _Matcher(
        lambda request: request.body,
        lambda request: {"body": Field(None, describe_body(request.body, with_digest=True))},
    ),
    "headers": _Matcher(_headers, lambda request: _not_ignorable(_headers(request))),
}
_NAMES = (*list(_MATCHERS)[:-2], _BODY, *list(_MATCHERS)[-2:])
