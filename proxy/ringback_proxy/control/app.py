"""The control API as an ASGI application."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

from ringback.errors import RingbackError
from ringback_proxy.control import errors
from ringback_proxy.control.access import PREFIX
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.guard import Guard
from ringback_proxy.control.openapi.document import DOCUMENT
from ringback_proxy.control.routes.clock import ClockRoutes
from ringback_proxy.control.routes.deliveries import DeliveryRoutes
from ringback_proxy.control.routes.exchanges import ExchangeRoutes
from ringback_proxy.control.routes.faults import FaultRoutes
from ringback_proxy.control.routes.inbound_messages import InboundRoutes
from ringback_proxy.control.routes.receipts import ReceiptRoutes
from ringback_proxy.control.routes.sessions import SessionRoutes
from ringback_proxy.control.routes.setup_requests import SetupRoutes
from ringback_proxy.control.routes.state import StateRoutes

_ENDPOINTS = (
    SessionRoutes,
    ExchangeRoutes,
    ClockRoutes,
    FaultRoutes,
    SetupRoutes,
    DeliveryRoutes,
    InboundRoutes,
    ReceiptRoutes,
    StateRoutes,
)


def make_app(context: ControlContext, page: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the application; `page` has the routes of the page."""

    async def describe(request: Request) -> JSONResponse:  # noqa: ARG001 - Starlette's
        return JSONResponse(DOCUMENT)

    routes = [Route("/openapi.json", describe)]
    routes += [route for endpoints in _ENDPOINTS for route in endpoints(context).routes]
    return Starlette(
        routes=[Mount(PREFIX, routes=routes), *page],
        middleware=[Middleware(Guard, context)],
        exception_handlers={
            HTTPException: errors.answer_http_error,
            RingbackError: errors.answer_user_error,
            Exception: errors.answer_failure_of_test
            if context.for_tests
            else errors.answer_failure,
        },
    )
