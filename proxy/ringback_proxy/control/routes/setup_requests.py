"""Requests that are not exchanges, to set a session's state up and to look at it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ringback.errors import UsageError
from ringback.http import basic_auth
from ringback.http.forms import FORM_TYPE
from ringback.http.messages import Headers
from ringback.http.messages import Request as ApiRequest
from ringback.settings.table import Settings
from ringback.sids import is_sid
from ringback.twilio.values.hosts import API_HOST
from ringback_proxy.client_setup import credentials
from ringback_proxy.control import bodies
from ringback_proxy.control.context import ControlContext
from ringback_proxy.sessions import state_calls

_KEYS = ("method", "path", "form", "account_sid")
_METHODS = ("GET", "POST", "DELETE")


class SetupRoutes:
    """The endpoint for requests that are not exchanges."""

    def __init__(self, context: ControlContext) -> None:
        self._sessions = context.sessions

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        return [Route("/sessions/{name}/requests", self.perform, methods=["POST"])]

    async def perform(self, request: Request) -> JSONResponse:
        """Return the status and the body of the fake's answer to a request."""
        opened = await self._sessions.look_up(request.path_params["name"])
        given = await bodies.read_object(request, _KEYS)
        response = await state_calls.perform(
            opened.session, parse_request(given, opened.spec.settings)
        )
        body = json.loads(response.body) if response.body else None
        return JSONResponse({"status": response.status, "body": body})


def parse_request(given: Mapping[str, Any], settings: Settings) -> ApiRequest:
    """Return the request of an object; raises UsageError."""
    method, path = given.get("method", "GET"), given.get("path")
    if method not in _METHODS:
        raise UsageError(f"method is {method!r}; accepted are {', '.join(_METHODS)}")
    if not isinstance(path, str) or not path.startswith("/v1/"):
        raise UsageError(f"path is {path!r}; give one of the API, such as /v1/Conversations")
    form = given.get("form", {})
    if not isinstance(form, dict):
        raise UsageError(f'form is {form!r}; give an object, such as {{"FriendlyName": "Ada"}}')
    account, token = credentials.read_settings(settings)
    dummies = credentials.DUMMY_CREDENTIALS
    account = given.get("account_sid") or account or dummies[credentials.ACCOUNT_SID]
    if not isinstance(account, str) or not is_sid("AC", account):
        raise UsageError(f"account_sid is {account!r}; give AC and 32 hexadecimal digits")
    secret = token or dummies[credentials.AUTH_TOKEN]
    headers = [("Authorization", basic_auth.encode(account, secret))]
    if method == "POST":
        headers.append(("Content-Type", FORM_TYPE))
    body = urlencode([*_list_fields(form)]).encode() if method == "POST" else b""
    return ApiRequest(method, "https", API_HOST, 443, path, Headers(headers), body)


def _list_fields(form: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, _to_text(name, one))
        for name, value in form.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def _to_text(name: str, value: Any) -> str:
    """Return the text that a client sends for a value; an object is sent as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return json.dumps(value)
    if isinstance(value, str | int | float):
        return str(value)
    raise UsageError(f"the field {name} is {value!r}; give text, a number, true, false or a list")
