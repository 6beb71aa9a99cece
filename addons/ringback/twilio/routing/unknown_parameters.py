"""Notes on the unknown parameters of a request, for modes that do not ask the model.

They are those of the fake: Twilio ignores such a parameter silently, in every mode.
"""

from functools import cache, lru_cache

from ringback.http.forms import parse_form
from ringback.http.messages import Request
from ringback.twilio.operations.request_form import read_body_form
from ringback.twilio.schema.unknown_names import describe_unknown_names
from ringback.twilio.values import hosts
from ringback.twilio.values.parameter_names import PAGING, PARAMETER_NAMES

# In bytes. No form of the API is larger, and parsing one takes as long as answering.
_LARGEST = 65_536

_Shape = tuple[str | None, ...]  # the segments of a path; None stands for any segment


def describe_unknown_parameters(request: Request) -> tuple[str, ...]:
    """Return a note for each parameter that a request to the API does not have."""
    is_list = request.method == "GET"
    if not is_list and request.method != "POST":
        return ()
    sent = request.query.encode("utf-8", "surrogateescape") if is_list else request.body
    if not 0 < len(sent) <= _LARGEST or not hosts.is_conversations(request.host):
        return ()
    known = _find_names(request.method, request.path)
    # Nearly every request has only known names, and they are not encoded.
    if known is None or known.issuperset(pair.partition(b"=")[0] for pair in sent.split(b"&")):
        return ()
    form = parse_form(request.query) if is_list else read_body_form(request)[0]
    names = [name.decode() for name in known]
    return tuple(describe_unknown_names(names, form))


@lru_cache(maxsize=1_024)  # clients ask for the same paths again and again
def _find_names(method: str, path: str) -> frozenset[bytes] | None:
    """Return the names that a request may have; None if it has no parameters."""
    version, *segments = path.removesuffix("/").split("/")[1:]
    if version != "v1":
        return None
    names = _match(method, tuple(segments))
    if names is None and segments[:1] == ["Services"]:
        names = _match(method, tuple(segments[2:]))
    if names is None:
        return None
    return frozenset(name.encode() for name in ((*names, *PAGING) if method == "GET" else names))


def _match(method: str, segments: tuple[str, ...]) -> tuple[str, ...] | None:
    for shape, names in _list_shapes().get((method, len(segments)), ()):
        if all(part in (None, segment) for part, segment in zip(shape, segments, strict=True)):
            return names
    return None


@cache
def _list_shapes() -> dict[tuple[str, int], list[tuple[_Shape, tuple[str, ...]]]]:
    """Return the shapes of all paths and the names of their parameters, by method and length."""
    found: dict[tuple[str, int], list[tuple[_Shape, tuple[str, ...]]]] = {}
    for request, names in PARAMETER_NAMES.items():
        method, path = request.split()
        shape = tuple(None if one.startswith("{") else one for one in path.split("/")[1:])
        found.setdefault((method, len(shape)), []).append((shape, names))
    return found
