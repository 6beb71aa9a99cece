"""vcrpy's matchers, each a part of a request as a hashable value.

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

The matcher `body` has no entry here: whether two bodies are equal depends on both requests
(`body_comparison`).
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from ringback.cassette.matching.url_path import normalize_path
from ringback.cassette.redaction.value_placeholders import unify_text
from ringback.http.body_fields import describe_body, label_pairs
from ringback.http.body_kinds import Pairs, sort_pairs
from ringback.http.json_values import Field, quote
from ringback.http.messages import Request

BODY = "body"
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
class Matcher:
    """One part of a request: its hashable value, and its fields for reporting differences."""

    value: Callable[[Request], Hashable]
    fields: Callable[[Request], dict[str, Field]]


def _whole(name: str, value: Callable[[Request], Hashable]) -> Matcher:
    """Return a matcher for a part that is a single field."""
    return Matcher(value, lambda request: {name: Field(None, quote(str(value(request))))})


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


MATCHERS = {
    "method": _whole("method", lambda request: request.method),
    "uri": _whole("uri", lambda request: request.url),
    "scheme": _whole("scheme", lambda request: request.scheme),
    "host": _whole("host", lambda request: request.host),
    "port": _whole("port", lambda request: request.port),
    "path": _whole("path", _path),
    "query": Matcher(_query, lambda request: _not_ignorable(_query(request))),
    "raw_body": Matcher(
        lambda request: request.body,
        lambda request: {"body": Field(None, describe_body(request.body, with_digest=True))},
    ),
    "headers": Matcher(_headers, lambda request: _not_ignorable(_headers(request))),
}
NAMES = (*list(MATCHERS)[:-2], BODY, *list(MATCHERS)[-2:])
