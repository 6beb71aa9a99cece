"""Paths to routes: which template a path fits, and which of them the fake has."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import unquote

from ringback.twilio.routing.api_routes import ROUTES
from ringback.twilio.schema.hooks import Operation
from ringback.twilio.schema.resource import Resource

Shape = tuple[str | None, ...]  # the segments of a path, None where any will do


@dataclass(frozen=True, slots=True)
class Match:
    """The template that a path fits, and the decoded segments that stand for its variables."""

    template: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A route that the fake has: a collection, or one record of it."""

    template: str
    resource: Resource
    operations: dict[str, Operation]  # by HTTP method

    @property
    def in_service(self) -> bool:
        """Return whether the path names the service around what it is about."""
        return self.resource.parent is not None and self.template.startswith("/v1/Services/{")


class RouteTable:
    """The routes of the API, some of them faked."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._templates: dict[int, list[tuple[Shape, str]]] = defaultdict(list)
        for template in ROUTES:
            shape = _shape(template)
            self._templates[len(shape)].append((shape, template))
        self.faked = {
            route.template: route for resource in resources for route in self._routes(resource)
        }

    def match(self, path: str) -> Match | None:
        """Return the template that a path fits, to the letter; None where there is none.

        A path has one trailing slash at most (seen live), which is of no account.
        """
        segments = path.removesuffix("/").split("/")[1:]
        for shape, template in self._templates.get(len(segments), ()):
            names = _names(shape, segments)
            if names is not None:
                return Match(template, names)
        return None

    def nearest(self, method: str, template: str) -> str:
        """Return the faked route that is most like one that is not: `GET /v1/Conversations`."""

        def likeness(candidate: tuple[str, str]) -> tuple[float, bool]:
            same = SequenceMatcher(None, template, candidate[1]).ratio()
            return same, candidate[0] == method

        candidates = [
            (known, route.template) for route in self.faked.values() for known in route.operations
        ]
        best = max(candidates, key=likeness)
        return f"{best[0]} {best[1]}"

    def _routes(self, resource: Resource) -> list[Route]:
        shapes = _shapes(resource)
        routes = (
            Route(template, resource, _operations(resource, one=shape[-1] is None))
            for shape in shapes
            for known, template in self._templates[len(shape)]
            if known == shape
        )
        return [route for route in routes if route.operations]


def _shapes(resource: Resource) -> list[Shape]:
    above = [part for kind in resource.chain() for part in (kind.segment, None)][:-2]
    ends: list[Shape] = [(resource.segment,), (resource.segment, None)]
    # A service may be left out of the path: the account's default is meant then.
    starts = [above] if not above else [above, above[2:]]
    return [("v1", *start, *end) for start in starts for end in ends]


def _operations(resource: Resource, *, one: bool) -> dict[str, Operation]:
    if resource.is_single:
        return {operation.value[0]: operation for operation in resource.operations}
    return {
        operation.value[0]: operation
        for operation in resource.operations
        if operation.value[1] is one
    }


def _shape(template: str) -> Shape:
    return tuple(None if part.startswith("{") else part for part in template.split("/")[1:])


def _names(shape: Shape, segments: list[str]) -> tuple[str, ...] | None:
    names: list[str] = []
    for expected, segment in zip(shape, segments, strict=True):
        if expected is None and segment:
            names.append(unquote(segment, errors="replace"))
        elif expected != segment:
            return None
    return tuple(names)
