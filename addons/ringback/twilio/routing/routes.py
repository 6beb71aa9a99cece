"""The route table: which template a path matches, and which routes are faked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from ringback.twilio.routing.api_routes import ROUTES
from ringback.twilio.schema.behavior import Operation
from ringback.twilio.schema.resource import Resource

Shape = tuple[str | None, ...]  # the segments of a path; None stands for any segment


@dataclass(frozen=True, slots=True)
class Match:
    """The template that a path matches, and the decoded values of its variables.

    `route` is None if the template is not faked.
    """

    template: str
    names: tuple[str, ...]
    route: "Route | None"


@dataclass(frozen=True, slots=True)
class Route:
    """A faked route: a collection, or one record of it."""

    template: str
    resource: Resource
    operations: dict[str, Operation]  # by HTTP method

    @property
    def in_service(self) -> bool:
        """Whether the path names the service of its resource."""
        return self.resource.parent is not None and self.template.startswith("/v1/Services/{")


class RouteTable:
    """The routes of an API, by template; `faked` are those of the given resources."""

    def __init__(self, resources: Iterable[Resource], templates: Iterable[str] = ROUTES) -> None:
        self._templates: dict[int, list[tuple[Shape, str]]] = defaultdict(list)
        for template in templates:
            shape = _shape(template)
            self._templates[len(shape)].append((shape, template))
        self._by_start: dict[tuple[object, ...], list[tuple[Shape, str]]] = defaultdict(list)
        for length, known in self._templates.items():
            for shape, template in known:
                self._by_start[(length, *shape[:2])].append((shape, template))
        self.faked = {
            route.template: route for resource in resources for route in self._routes(resource)
        }

    def match(self, path: str) -> Match | None:
        """Return the template that a path matches exactly, or None.

        One trailing slash is ignored, seen live (fidelity: trailing-slash); more do not match.
        """
        segments = path.removesuffix("/").split("/")[1:]
        # All templates begin with the version and a name.
        for shape, template in self._by_start.get((len(segments), *segments[:2]), ()):
            names = _names(shape, segments)
            if names is not None:
                return Match(template, names, self.faked.get(template))
        return None

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
    *parents, _ = resource.chain()
    above = [part for kind in parents for part in (*kind.segment.split("/"), None)]
    own = tuple(resource.segment.split("/"))
    ends: list[Shape] = [own, (*own, None)]
    # A path without a service means the account's default service.
    starts = [above] if not above or resource.needs_service else [above, above[2:]]
    return [("v1", *start, *end) for start in starts for end in ends]


def _operations(resource: Resource, *, one: bool) -> dict[str, Operation]:
    if resource.singleton:
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
