"""The faults that a session's next requests get."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ringback.errors import UsageError
from ringback.modes.faults.injected_faults import InjectedFaults
from ringback.settings.shared import FaultSettings
from ringback.settings.values import parse_any_fault
from ringback_proxy.control import bodies
from ringback_proxy.control.context import ControlContext
from ringback_proxy.sessions.session import Session


class FaultRoutes:
    """The endpoints for a session's faults."""

    def __init__(self, context: ControlContext) -> None:
        self._sessions = context.sessions

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        path = "/sessions/{name}/faults"
        return [
            Route(path, self.get, methods=["GET"]),
            Route(path, self.put, methods=["PUT"]),
            Route(path, self.post, methods=["POST"]),
        ]

    async def get(self, request: Request) -> JSONResponse:
        """Return the rules that are left."""
        return await _respond((await self._sessions.look_up(request.path_params["name"])).session)

    async def put(self, request: Request) -> JSONResponse:
        """Replace the rules."""
        session = await self._find_session(request)
        document = await bodies.read_json(request)
        if not isinstance(document, list):
            raise UsageError(
                'a list of faults is expected, such as ["unavailable,times=1"] or '
                '[{"name": "unavailable"}]'
            )
        given = [parse_any_fault(one) for one in document]
        return await _respond(session, lambda faults: faults.replace(given))

    async def post(self, request: Request) -> JSONResponse:
        """Add a rule behind the others."""
        session = await self._find_session(request)
        given = parse_any_fault(await bodies.read_json(request))
        return await _respond(session, lambda faults: faults.add(given))

    async def _find_session(self, request: Request) -> Session:
        opened = await self._sessions.look_up(request.path_params["name"])
        settings = opened.spec.settings
        if not isinstance(settings, FaultSettings):
            raise UsageError(
                f"a session in {settings.mode} mode takes no faults, because it changes nothing; "
                "begin one with fake, replay or record"
            )
        return opened.session


async def _respond(
    session: Session, change: Callable[[InjectedFaults], None] = lambda _: None
) -> JSONResponse:
    """Return the rules that are left after a change."""

    def describe(faults: InjectedFaults) -> list[dict[str, Any]]:
        change(faults)
        return [rule.describe() for rule in faults.rules]

    return JSONResponse(await session.use_faults(describe))
