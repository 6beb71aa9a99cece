"""The routes of the page: the document, its files, and the views that it loads."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ringback_proxy.control.context import ControlContext
from ringback_proxy.page.changes import stream_changes
from ringback_proxy.page.environment import render
from ringback_proxy.page.security import FILE_HEADERS, HEADERS
from ringback_proxy.page.view_routes import ViewRoutes

_ASSETS = Path(__file__).parent / "assets"


class _PageFiles(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file with the headers that keep it to the page."""
        response = await super().get_response(path, scope)
        response.headers.update(FILE_HEADERS)
        return response


Endpoint = Callable[[Request], Awaitable[Response]]


def make_routes(context: ControlContext) -> list[BaseRoute]:
    """Return the routes of the page."""

    async def open_page(request: Request) -> Response:  # noqa: ARG001 - Starlette's
        return HTMLResponse(render("page.html", proxy=context.proxy), headers=HEADERS)

    async def stream(request: Request) -> Response:
        session = (await context.sessions.look_up(request.path_params["name"])).session
        events = stream_changes(session, context.sessions)
        return StreamingResponse(events, media_type="text/event-stream", headers=HEADERS)

    views = [
        Route(f"/page/sessions{path}", _show(view))
        for path, view in ViewRoutes(context).views.items()
    ]
    return [
        Route("/", open_page),
        Mount("/page/assets", _PageFiles(directory=_ASSETS)),
        Route("/page/sessions/{name}/changes", stream),
        *views,
    ]


def _show(view: Callable[[Request], Awaitable[str | None]]) -> Endpoint:
    """Return the endpoint of a view, which returns HTML, or None for what there is not."""

    async def endpoint(request: Request) -> Response:
        html = await view(request)
        if html is None:
            return HTMLResponse(render("gone.html"), 404, HEADERS)
        return HTMLResponse(html, headers=HEADERS)

    return endpoint
