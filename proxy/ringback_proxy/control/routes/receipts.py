"""What becomes of a message outside of the chat: sent, delivered, read or failed."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ringback.errors import UsageError
from ringback.twilio.webhooks.inbound_message import DeliveryUpdate
from ringback_proxy.control import bodies
from ringback_proxy.control.context import ControlContext
from ringback_proxy.sessions import state_calls

_KEYS = ("message_sid", "status", "error_code", "participant_sid")


class ReceiptRoutes:
    """The endpoint for delivery receipts."""

    def __init__(self, context: ControlContext) -> None:
        self._sessions = context.sessions

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        return [Route("/sessions/{name}/receipts", self.deliver, methods=["POST"])]

    async def deliver(self, request: Request) -> JSONResponse:
        """Change the status of a message's receipts, and return them."""
        session = (await self._sessions.look_up(request.path_params["name"])).session
        update = _parse_update(await bodies.read_object(request, _KEYS))
        reply = await state_calls.deliver(session, update)
        return JSONResponse({"receipts": list(reply.receipts)})


def _parse_update(given: Mapping[str, Any]) -> DeliveryUpdate:
    for name in ("message_sid", "status"):
        if not isinstance(given.get(name), str):
            raise UsageError(f"{name} is {given.get(name)!r}; give a text")
    error_code = given.get("error_code")
    if error_code is not None and type(error_code) is not int:
        raise UsageError(f"error_code is {error_code!r}; give a number, such as 30003")
    participant = given.get("participant_sid")
    if participant is not None and not isinstance(participant, str):
        raise UsageError(f"participant_sid is {participant!r}; give a text")
    return DeliveryUpdate(given["message_sid"], given["status"], error_code, participant)
