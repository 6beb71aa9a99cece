"""The state of a session as a document, with which another fake can begin."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ringback.errors import UsageError
from ringback.state_files.writer import render_document
from ringback_proxy.control.context import ControlContext
from ringback_proxy.sessions import state_calls

_FORMATS = ("json", "yaml")


class StateRoutes:
    """The endpoint for the state of a session."""

    def __init__(self, context: ControlContext) -> None:
        self._sessions = context.sessions

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        return [Route("/sessions/{name}/state", self.dump, methods=["GET"])]

    async def dump(self, request: Request) -> Response:
        """Return the states of all accounts, as JSON or as YAML."""
        session = (await self._sessions.look_up(request.path_params["name"])).session
        wanted = request.query_params.get("format", "json")
        if wanted not in _FORMATS:
            raise UsageError(f"format is {wanted!r}; accepted are {', '.join(_FORMATS)}")
        document = await state_calls.dump(session)
        if wanted == "json":
            return JSONResponse(document)
        return PlainTextResponse(render_document(document), media_type="application/yaml")
