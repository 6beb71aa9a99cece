"""Find the differences of two replies to the same request.

What differs from day to day does not count: values, SIDs, dates, URLs, the lengths of lists, and
`null` in the place of a value, which most attributes of Twilio's may be.
"""

import json
from collections.abc import Iterator
from typing import Any

from ringback.cassette.comparison.difference import Difference, Severity, Verdict
from ringback.cassette.comparison.json_shape import Shape, find_shape
from ringback.cassette.comparison.value_kinds import NOTHING, REDACTED
from ringback.http.forms import media_type
from ringback.http.messages import Response

# Objects whose members depend on the resource's state.
_OPEN = frozenset({"timers", "bindings"})
# Objects whose members depend on the kind of the resource; lists have resources of several kinds.
_OPEN_IN_LISTS = frozenset(
    {"configuration", "messaging_binding", "participant_messaging_binding", "auto_creation"}
)
# A kind that is compatible with every other.
_ANY = frozenset({NOTHING, REDACTED})

_NOT_JSON = object()


def compare_replies(
    recorded: Response, current: Response, *, with_status: bool = True
) -> tuple[Difference, ...]:
    """Return the differences of a reply from the recorded one, the gravest kind only.

    Without `with_status` only the shapes are compared: of replies to different requests that show
    the same resource.
    """
    if with_status and recorded.status != current.status:
        return (_differ(Verdict.STATUS, "status", _describe(recorded), _describe(current)),)
    old, new = _parse(recorded), _parse(current)
    if with_status and recorded.status >= 400 and _find_code(old) != _find_code(new):
        return (_differ(Verdict.FAULT, "code", _describe(recorded), _describe(current)),)
    if old is _NOT_JSON or new is _NOT_JSON:
        return tuple(_compare_content(recorded, current))
    return tuple(_compare(find_shape(old), find_shape(new), "", in_list=False))


def _parse(response: Response) -> Any:
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return _NOT_JSON


def _find_code(document: Any) -> Any:
    return document.get("code") if isinstance(document, dict) else None


def _describe(response: Response) -> str:
    """Return the status of a reply, with the fault's code if it has one."""
    code = _find_code(_parse(response)) if response.status >= 400 else None
    return str(response.status) if code is None else f"{response.status}/{code}"


def _differ(verdict: Verdict, place: str, recorded: str, current: str) -> Difference:
    return Difference(verdict, Severity.ERROR, place, recorded, current)


def _compare_content(recorded: Response, current: Response) -> Iterator[Difference]:
    """Yield the difference of bodies of which one is not JSON: in their types, or in their kind."""
    old, new = _describe_body(recorded), _describe_body(current)
    if old != new:
        yield _differ(Verdict.SHAPE, "body", old, new)


def _describe_body(response: Response) -> str:
    if not response.body:
        return "empty"
    if _parse(response) is not _NOT_JSON:
        return "JSON"
    return media_type(response.headers) or "of no type"


def _compare(old: Shape, new: Shape, path: str, *, in_list: bool) -> Iterator[Difference]:
    kinds, others = old.kinds - _ANY, new.kinds - _ANY
    if kinds and others and kinds.isdisjoint(others):
        yield _differ(Verdict.SHAPE, path or "body", _join(kinds), _join(others))
        return
    if old.objects and new.objects:
        yield from _compare_members(old, new, path, in_list)
    if old.items is not None and new.items is not None:
        yield from _compare(old.items, new.items, f"{path}[]", in_list=True)


def _compare_members(old: Shape, new: Shape, path: str, in_list: bool) -> Iterator[Difference]:
    name = path.rpartition(".")[2]
    is_open = name in _OPEN or (in_list and name in _OPEN_IN_LISTS)
    for key, member in old.members.items():
        place = f"{path}.{key}" if path else key
        other = new.members.get(key)
        if other is not None:
            yield from _compare(member, other, place, in_list=in_list)
        elif not is_open and member.seen == old.objects:
            yield _differ(Verdict.SHAPE, place, _join(member.kinds), "")
    for key, member in new.members.items():
        if key not in old.members and not is_open:
            place = f"{path}.{key}" if path else key
            kinds = _join(member.kinds)
            yield Difference(Verdict.SHAPE, Severity.INFO, place, current=kinds)


def _join(kinds: set[str]) -> str:
    return " or ".join(sorted(kinds))
