"""The deliveries of a session's webhooks: list them, wait for them, send one again."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ringback.errors import UsageError
from ringback.settings import parsers
from ringback.settings.table import Settings
from ringback.twilio.webhooks.event import WebhookRequest, WebhookTarget
from ringback.webhooks.delivery import Delivery
from ringback.webhooks.delivery_json import Json, describe_delivery
from ringback.webhooks.sample_event import make_sample
from ringback_proxy.client_setup import credentials
from ringback_proxy.control import bodies, json_streams, queries
from ringback_proxy.control.context import ControlContext
from ringback_proxy.sessions.session import Session

_KEYS = ("event", "to", "method", "parameters", "account_sid", "auth_token")
_DUMMY_ACCOUNT = credentials.DUMMY_CREDENTIALS[credentials.ACCOUNT_SID]


class DeliveryRoutes:
    """The endpoints for a session's deliveries."""

    def __init__(self, context: ControlContext) -> None:
        self._context = context
        self._sessions = context.sessions
        self._for_tests = context.for_tests

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        path = "/sessions/{name}/deliveries"
        return [
            Route(path, self.fetch, methods=["GET"]),
            Route(path, self.send, methods=["POST"]),
            Route(f"{path}/{{number}}/redeliver", self.redeliver, methods=["POST"]),
        ]

    async def fetch(self, request: Request) -> StreamingResponse:
        """Return the deliveries after a number; wait for a change since a revision."""
        session = (await self._sessions.look_up(request.path_params["name"])).session
        after = queries.read_number(request, "after")
        revision = queries.read_number(request, "revision")
        wait = queries.read_wait(request)
        log = session.webhooks.log
        if wait and log.revision <= revision:
            await _wait_for_change(session, wait)
        members = {
            "last": log.total,
            "waiting": log.waiting,
            "revision": log.revision,
            "proxy": self._context.proxy,
        }
        describe = self._describer(session)
        return json_streams.respond_with_list("deliveries", log.after(after), describe, members)

    async def send(self, request: Request) -> JSONResponse:
        """Send an event with made-up values to a URL; return its delivery."""
        opened = await self._sessions.look_up(request.path_params["name"])
        given = await bodies.read_object(request, _KEYS)
        webhooks = opened.session.webhooks
        webhooks.send([parse_sample(given, opened.spec.settings, opened.session.clock())])
        (sent,) = webhooks.log.after(webhooks.log.total - 1)
        return JSONResponse(self._describer(opened.session)(sent), 202)

    async def redeliver(self, request: Request) -> Response:
        """Send the request of a delivery once more; return the new delivery."""
        session = (await self._sessions.look_up(request.path_params["name"])).session
        await bodies.read_object(request, ())
        number = request.path_params["number"]
        if not queries.is_number(number):
            raise UsageError(f"{number!r} is not the number of a delivery; give 7, say")
        again = session.webhooks.resend(int(number))
        describe = self._describer(session)
        return await json_streams.respond(lambda: describe(again), 202)

    def _describer(self, session: Session) -> Callable[[Delivery], Json]:
        """Return what describes a delivery, redacted unless for the run of tests itself."""
        redact: Callable[[str], str] = str if self._for_tests else session.redactor.redact_text
        return lambda delivery: describe_delivery(delivery, redact)


def parse_sample(given: Mapping[str, Any], settings: Settings, now: datetime) -> WebhookRequest:
    """Return the event of an object; raises UsageError."""
    for name in _KEYS:
        if name != "parameters" and not isinstance(given.get(name, ""), str):
            raise UsageError(f"{name} is {given[name]!r}; give a text")
    event = parsers.parse_webhook_event(given.get("event", ""))
    url = parsers.parse_webhook_url(given.get("to", ""))
    method = given.get("method", "POST").upper()
    if method not in ("GET", "POST"):
        raise UsageError(f"method is {method[:40]!r}; accepted are GET and POST")
    account, token = credentials.read_settings(settings)
    account = given.get("account_sid") or account or _DUMMY_ACCOUNT
    token = given.get("auth_token") or token
    target = WebhookTarget(url, method, "account")
    parameters = _parse_parameters(given.get("parameters", {}))
    return make_sample(event, target, parameters, account, token, now)


def _parse_parameters(given: Any) -> dict[str, str | tuple[str, ...]]:
    if not isinstance(given, dict):
        raise UsageError(f'parameters are {given!r}; give an object, such as {{"Body": "hi"}}')
    parsed: dict[str, str | tuple[str, ...]] = {}
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in values):
            raise UsageError(f"the parameter {name} is {value!r}; give a text, or a list of texts")
        parsed[name] = value if isinstance(value, str) else tuple(values)
    return parsed


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
