"""Messages that somebody writes to the account: by SMS, WhatsApp, Messenger or chat."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ringback.errors import UsageError
from ringback.twilio.webhooks.inbound_message import InboundMedia, InboundMessage
from ringback_proxy.control import bodies
from ringback_proxy.control.context import ControlContext
from ringback_proxy.sessions import state_calls

_KEYS = ("from", "to", "body", "media", "attributes", "others", "account_sid")
_MEDIA_KEYS = ("content_type", "filename", "data_base64")


class InboundRoutes:
    """The endpoint for messages to the account."""

    def __init__(self, context: ControlContext) -> None:
        self._sessions = context.sessions

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        return [Route("/sessions/{name}/inbound-messages", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> JSONResponse:
        """Receive a message; return the conversation that it has come to, if there is one."""
        session = (await self._sessions.look_up(request.path_params["name"])).session
        given = await bodies.read_object(request, _KEYS)
        reply = await state_calls.receive_message(session, parse_message(given))
        document = {
            "routed": reply.routed,
            "reason": reply.reason,
            "conversation": reply.conversation,
            "message": reply.message,
            "notes": list(reply.notes),
        }
        return JSONResponse(document, 201 if reply.routed else 200)


def parse_message(given: Mapping[str, Any]) -> InboundMessage:
    """Return the message of an object; raises UsageError."""
    for name in ("from", "to"):
        if not isinstance(given.get(name), str) or not given[name]:
            raise UsageError(
                f"{name} is {given.get(name)!r}; give an address, such as +15550001111 or "
                "whatsapp:+15550001111, or in the chat an identity and a conversation"
            )
    media = given.get("media", [])
    if not isinstance(media, list):
        raise UsageError(f"media is {media!r}; give a list of files")
    return InboundMessage(
        given["from"],
        given["to"],
        _read_text(given, "body") or "",
        tuple(map(_parse_media, media)),
        _read_text(given, "attributes"),
        others=_read_addresses(given.get("others", [])),
        account_sid=_read_text(given, "account_sid"),
    )


def _read_addresses(others: Any) -> tuple[str, ...]:
    if not isinstance(others, list) or not all(isinstance(one, str) for one in others):
        raise UsageError(f"others is {others!r}; give a list of addresses")
    return tuple(others)


def _parse_media(given: Any) -> InboundMedia:
    known = bodies.check_object(given, _MEDIA_KEYS)
    content_type = known.get("content_type")
    if not isinstance(content_type, str) or "/" not in content_type:
        raise UsageError(f"content_type is {content_type!r}; give one, such as image/png")
    try:
        data = b64decode(known.get("data_base64", ""), validate=True)
    except (ValueError, TypeError):
        raise UsageError("data_base64 is not base64") from None
    return InboundMedia(content_type, _read_text(known, "filename"), data)


def _read_text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{name} is {value!r}; give a text")
    return value
