from collections.abc import Iterator

from starlette.routing import Mount, Route

from ringback_proxy.control.app import make_app
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.openapi.paths import PATHS


def described() -> set[tuple[str, str]]:
    return {
        (method.upper(), path)
        for path, operations in PATHS.items()
        for method in operations
        if method != "parameters"
    }


def served(control: ControlContext) -> Iterator[tuple[str, str]]:
    (mount,) = make_app(control).routes
    assert isinstance(mount, Mount)
    for route in mount.routes:
        assert isinstance(route, Route)
        yield from ((method, route.path) for method in (route.methods or ()) if method != "HEAD")


def test_they_are_what_is_served_and_nothing_else(control: ControlContext) -> None:
    assert described() == set(served(control))
