"""The faults that a session's next requests get."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ringback.errors import UsageError
from ringback_proxy.control import bodies
from ringback_proxy.control.context import ControlContext
from ringback_proxy.sessions.fault_rules import KEYS, parse_rule
from ringback_proxy.sessions.session import Session


class FaultRoutes:
    """The endpoints for a session's faults."""

    def __init__(self, context: ControlContext) -> None:
        self._sessions = context.sessions

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        path = "/sessions/{name}/faults"
        return [Route(path, self.get, methods=["GET"]), Route(path, self.put, methods=["PUT"])]

    async def get(self, request: Request) -> JSONResponse:
        """Return the rules that are left."""
        return _respond(self._sessions.find(request.path_params["name"]).session)

    async def put(self, request: Request) -> JSONResponse:
        """Replace the rules."""
        session = self._sessions.find(request.path_params["name"]).session
        document = await bodies.read_json(request)
        if not isinstance(document, list):
            raise UsageError('a list of faults is expected, such as [{"name": "unavailable"}]')
        session.faults.rules = [parse_rule(bodies.check_object(one, KEYS)) for one in document]
        return _respond(session)


def _respond(session: Session) -> JSONResponse:
    return JSONResponse([rule.describe() for rule in session.faults.rules])
