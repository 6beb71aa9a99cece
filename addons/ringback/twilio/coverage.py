"""Which routes of the API the fake has, as a table for the README."""

from ringback.twilio.api import ROUTE_TABLE
from ringback.twilio.routing.api_routes import ROUTES

SERVICE = "/v1/Services/{ChatServiceSid}"

HEAD = """\
| route | faked | not faked | INFERRED |
| --- | --- | --- | --- |
"""


def coverage_table() -> str:
    """Return the Markdown of all routes.

    A route marked with * is there under `/v1/Services/{ChatServiceSid}` too, with the same
    methods faked.
    """
    rows = [_row(template) for template in ROUTES if not _is_told_by_twin(template)]
    return HEAD + "".join(rows)


def _row(template: str) -> str:
    route, faked = ROUTE_TABLE.faked.get(template), _faked(template)
    twin = template.replace("/v1", SERVICE, 1)
    cells = (
        f"`{template.removeprefix('/v1')}`{' *' if _is_told_by_twin(twin) else ''}",
        ", ".join(faked),
        ", ".join(method for method in ROUTES[template] if method not in faked),
        route.resource.inferred if route is not None else "",
    )
    return "| " + " | ".join(cells) + " |\n"


def _faked(template: str) -> list[str]:
    route = ROUTE_TABLE.faked.get(template)
    return [method for method in ROUTES[template] if route and method in route.operations]


def _is_told_by_twin(template: str) -> bool:
    """Return whether a route in a service goes without saying, as it is like the account's own."""
    twin = template.replace(SERVICE, "/v1")
    is_twin = template in ROUTES and twin in ROUTES and twin != template
    return is_twin and _faked(template) == _faked(twin)
