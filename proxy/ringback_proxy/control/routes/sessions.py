"""Sessions: list, begin, look at, reset and end."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ringback.errors import UsageError
from ringback_proxy.control import bodies, descriptions, json_streams, raw_exchanges
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.session_specs import parse_spec, parse_test_spec
from ringback_proxy.sessions import names
from ringback_proxy.sessions.health import check_health
from ringback_proxy.sessions.registry.open_sessions import NoSuchSessionError
from ringback_proxy.sessions.result import SessionResult
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opened
from ringback_proxy.sessions.spec import SessionSpec

# Recordings and requests that are described at once; more of them are described in a thread.
_FEW = 100


class SessionRoutes:
    """The endpoints for whole sessions."""

    def __init__(self, context: ControlContext) -> None:
        self._context = context
        self._sessions = context.sessions

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        one = "/sessions/{name}"
        return [
            Route("/health", self.health),
            Route("/sessions", self.list_all),
            Route(one, self.get, methods=["GET"]),
            Route(one, self.begin, methods=["PUT"]),
            Route(one, self.end, methods=["DELETE"]),
            Route(f"{one}/reset", self.reset, methods=["POST"]),
        ]

    async def health(self, request: Request) -> JSONResponse:  # noqa: ARG002 - Starlette's
        """Return whether the proxy serves, and its mode."""
        status, document = check_health(self._sessions)
        return JSONResponse(document, status)

    async def list_all(self, request: Request) -> Response:  # noqa: ARG002 - part of the interface
        """Return all sessions, the least recently used first."""
        await self._sessions.refresh_all()
        found = tuple(self._sessions)
        return await json_streams.respond(
            lambda: {"sessions": [self._describe(name, opened) for name, opened in found]}
        )

    async def get(self, request: Request) -> Response:
        """Return one session."""
        name = request.path_params["name"]
        return await self._respond(name, await self._sessions.look_up(name))

    async def begin(self, request: Request) -> Response:
        """Begin a session, or begin it anew."""
        name = names.check_name(request.path_params["name"])
        document = await bodies.read_json(request)
        if self._context.for_tests:
            spec = parse_test_spec(document)
        else:
            spec = parse_spec(name, document, self._default_spec)
        await self._sessions.refresh(name)
        is_new = name not in self._sessions
        opened = await self._sessions.begin(name, spec, document, self._context.proxy or "")
        if name == names.DEFAULT:
            await _empty(opened.session)
        return await self._respond(name, opened, 201 if is_new else 200)

    async def end(self, request: Request) -> Response:
        """End a session and return its outcome."""
        name = request.path_params["name"]
        if name == names.DEFAULT:
            raise UsageError(
                "the session 'default' lasts as long as the proxy; "
                "POST /ringback/sessions/default/reset brings it back to its beginning"
            )
        ended_well = _read_flag(request, "ended_well", default=True)
        redactor = (await self._sessions.look_up(name)).session.redactor
        result = await self._sessions.delete(name, ended_well=ended_well)
        if self._context.for_tests:
            return await json_streams.respond(
                lambda: raw_exchanges.describe_result(result), is_long=_is_long(result)
            )
        return await json_streams.respond(
            lambda: descriptions.describe_result(name, result, redactor), is_long=_is_long(result)
        )

    async def reset(self, request: Request) -> Response:
        """Bring a session back to its beginning; what it has recorded stays."""
        name = request.path_params["name"]
        await bodies.read_object(request, ())
        opened = await self._sessions.look_up(name)
        if opened.template is not None:
            await opened.template.reset(opened.session)
        else:
            opened.session.clear()
        return await self._respond(name, opened)

    @property
    def _default_spec(self) -> SessionSpec | None:
        try:
            return self._sessions.find(names.DEFAULT).spec
        except NoSuchSessionError:
            return None

    async def _respond(self, name: str, opened: Opened, status: int = 200) -> Response:
        return await json_streams.respond(
            lambda: self._describe(name, opened),
            status,
            is_long=len(opened.session.mode.recordings() or ()) > _FEW,
        )

    def _describe(self, name: str, opened: Opened) -> descriptions.Json:
        mode = opened.spec.settings.mode
        return descriptions.describe_session(name, opened.session, mode, self._context.addresses)


def _is_long(result: SessionResult) -> bool:
    return result.history is not None or len(result.unplayed) + len(result.missed) > _FEW


async def _empty(session: Session) -> None:
    """Empty the state of a session, where it would last."""
    if session.mode.state is not None:
        await session.mode.state.empty()


def _read_flag(request: Request, name: str, *, default: bool) -> bool:
    text = request.query_params.get(name)
    if text is None:
        return default
    if text not in ("true", "false"):
        raise UsageError(f"{name} is {text!r}; give true or false")
    return text == "true"
