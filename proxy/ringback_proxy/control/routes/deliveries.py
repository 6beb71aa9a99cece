"""The deliveries of a session's webhooks: list them, wait for them, send one again."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ringback.errors import UsageError
from ringback.webhooks.delivery import Delivery
from ringback.webhooks.delivery_json import Json, describe_delivery
from ringback_proxy.control import bodies, queries
from ringback_proxy.control.context import ControlContext
from ringback_proxy.sessions.session import Session


class DeliveryRoutes:
    """The endpoints for a session's deliveries."""

    def __init__(self, context: ControlContext) -> None:
        self._sessions = context.sessions
        self._for_tests = context.for_tests

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        path = "/sessions/{name}/deliveries"
        return [
            Route(path, self.fetch, methods=["GET"]),
            Route(f"{path}/{{number}}/redeliver", self.redeliver, methods=["POST"]),
        ]

    async def fetch(self, request: Request) -> JSONResponse:
        """Return the deliveries after a number; wait for a change since a revision."""
        session = self._sessions.find(request.path_params["name"]).session
        after = queries.read_number(request, "after")
        revision = queries.read_number(request, "revision")
        wait = queries.read_wait(request)
        log = session.webhooks.log
        if wait and log.revision <= revision:
            await _wait_for_change(session, wait)
        return JSONResponse(
            {
                "deliveries": [self._describe(session, one) for one in log.after(after)],
                "last": log.total,
                "waiting": log.waiting,
                "revision": log.revision,
            }
        )

    async def redeliver(self, request: Request) -> JSONResponse:
        """Send the request of a delivery once more; return the new delivery."""
        session = self._sessions.find(request.path_params["name"]).session
        await bodies.read_object(request, ())
        number = request.path_params["number"]
        if not queries.is_number(number):
            raise UsageError(f"{number!r} is not the number of a delivery; give 7, say")
        again = session.webhooks.resend(int(number))
        return JSONResponse(self._describe(session, again), 202)

    def _describe(self, session: Session, delivery: Delivery) -> Json:
        redact: Callable[[str], str] = str if self._for_tests else session.redactor.redact_text
        return describe_delivery(delivery, redact)


async def _wait_for_change(session: Session, seconds: float) -> None:
    """Wait until something becomes of a delivery, or the session is reset or ends."""
    changed = asyncio.Event()

    def notice(_news: Delivery | str) -> None:
        changed.set()

    log = session.webhooks.log
    log.listen(notice)
    session.on_state(notice)
    try:
        await asyncio.wait_for(changed.wait(), seconds)
    except TimeoutError:
        return
    finally:
        log.unlisten(notice)
        session.off_state(notice)
