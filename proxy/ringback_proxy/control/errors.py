"""Errors of the control API: a status and a message, as JSON."""

import traceback
from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Match, Mount, Route

from ringback.errors import RingbackError
from ringback.state.connection import StateError
from ringback_proxy.sessions.registry.open_sessions import NoSuchSessionError

# Of errors that are no mistake in the request itself.
_STATUSES: dict[type[RingbackError], int] = {NoSuchSessionError: 404, StateError: 503}


def make_response(status: int, message: str) -> JSONResponse:
    """Return an error."""
    return JSONResponse({"message": f"ringback: {message}", "status": status}, status)


def answer_http_error(request: Request, error: Exception) -> JSONResponse:
    """Return the response to a request that has no route, or is not accepted."""
    assert isinstance(error, HTTPException)
    message = error.detail
    if error.status_code == 404 and message == "Not Found":
        message = (
            f"the control API has no {request.url.path}; "
            "GET /ringback/openapi.json describes what it has"
        )
    headers = error.headers or {}
    if error.status_code == 405:
        headers = {"Allow": _find_allowed(request)}
        message = (
            f"{request.method} is not accepted at {request.url.path}; accepted: {headers['Allow']}"
        )
    response = make_response(error.status_code, message)
    response.headers.update(headers)
    return response


def _find_allowed(request: Request) -> str:
    """Return the methods of every route of a path; Starlette has those of the first."""
    methods: set[str] = set()
    for prefix, route in _list_routes(request.app):
        match, _ = route.matches({**request.scope, "root_path": prefix})
        if match is not Match.NONE:
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


def _list_routes(app: Starlette) -> Iterator[tuple[str, Route]]:
    """Yield the routes of the API and of the page, each with what its path begins with."""
    for one in app.routes:
        prefix, routes = (one.path, one.routes) if isinstance(one, Mount) else ("", [one])
        yield from ((prefix, route) for route in routes if isinstance(route, Route))


def answer_user_error(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - part of the interface
    """Return the response to a request with a mistake, or which the state cannot answer now."""
    assert isinstance(error, RingbackError)
    status = next((one for kind, one in _STATUSES.items() if isinstance(error, kind)), 400)
    return make_response(status, str(error))


def answer_failure(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - part of the interface
    """Return the response to a request that failed here."""
    return make_response(500, "the control API failed; run again with -v for the details")


def answer_failure_of_test(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - part of the interface
    """Return the response to a test run's request that failed here: with the traceback."""
    return make_response(500, "".join(traceback.format_exception(error)))
