"""The page of a proxy in this process, without a socket."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from ringback.http import basic_auth
from ringback.http.forms import FORM_TYPE
from ringback.http.messages import Headers, Request, Response
from ringback.journal import JournalEntry, make_entry
from ringback.modes.outcomes import Answer, Miss, Source
from ringback.settings.table import Settings
from ringback_proxy.control.app import make_app
from ringback_proxy.control.context import Addresses, ControlContext
from ringback_proxy.page.routes import make_routes
from ringback_proxy.sessions.explanations import ExplanationsForCommandLine
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opening
from ringback_proxy.sessions.spec import SessionSpec
from tests.support.proxy.sessions import NOW

ACCOUNT = "AC00000000000000000000000000000000"
TOKEN = "the-token-of-this-run"

CASSETTE = """\
interactions:
- request:
    method: POST
    uri: https://conversations.twilio.com/v1/Conversations
    headers: {Content-Type: [application/x-www-form-urlencoded]}
    body: FriendlyName=Printer&UniqueName=one
  response:
    status: {code: 201, message: Created}
    headers: {Content-Type: [application/json]}
    body: {string: '{"sid": "CH00000000000000000000000000000001"}'}
version: 1
"""


class Page:
    """The page, the control API and the sessions of one proxy; its default session fakes."""

    def __init__(self, folder: Path) -> None:
        opening = Opening(folder, lambda: NOW)
        self.sessions = SessionRegistry(opening, ExplanationsForCommandLine())
        addresses = Addresses("http://127.0.0.1:8080", "http://127.0.0.1:8081", 8081)
        self.context = ControlContext(self.sessions, TOKEN, addresses)
        self._runner = asyncio.Runner()

    def run(self, coroutine: Any) -> Any:
        """Return the result of a coroutine, on the loop of this page."""
        return self._runner.run(coroutine)

    def close(self) -> None:
        """Close the loop."""
        self.run(self.sessions.close(ended_well=True))
        self._runner.close()

    def begin(self, name: str, settings: Settings) -> Session:
        """Begin a session."""
        spec = SessionSpec(settings, title=name, from_test=False)
        session: Session = self.run(self.sessions.begin(name, spec)).session
        return session

    @property
    def session(self) -> Session:
        """The default session."""
        return self.sessions.find("default").session

    def request(self, method: str, path: str, **form: str) -> Request:
        """Return a request of a client's."""
        headers = [("Authorization", basic_auth.encode(ACCOUNT, "secret"))]
        if form:
            headers.append(("Content-Type", FORM_TYPE))
        host, body = "conversations.twilio.com", urlencode(form).encode()
        return Request(method, "https", host, 443, path, Headers(headers), body)

    def ask(self, method: str, path: str, session: str = "default", **form: str) -> Response:
        """Return a session's answer to a client's request, which becomes an exchange."""
        request = self.request(method, path, **form)
        found = self.sessions.find(session).session
        decision = found.mode.decide(request)
        answer: Answer
        if isinstance(decision, Miss):
            reply = Response(501, Headers(), decision.message.encode(), "Not Implemented")
            answer = Answer(reply, Source.MISS, redacted_request=decision.redacted_request)
            self._add(found, make_entry(request, answer, 0.0, decision.report))
            return reply
        assert isinstance(decision, Answer)
        self._add(found, make_entry(request, decision, 0.0012))
        return decision.response

    def _add(self, session: Session, entry: JournalEntry) -> None:
        async def add() -> None:
            session.journal.add(entry)

        self.run(add())

    def create(self, path: str, **form: str) -> Any:
        """Create a resource of the fake and return it."""
        response = self.ask("POST", path, **form)
        assert response.status == 201, response.body
        return json.loads(response.body)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Return what a browser gets for a path of the proxy."""
        headers = {"Authorization": f"Bearer {TOKEN}", **more.pop("headers", {})}
        base = more.pop("base", "http://127.0.0.1:8080")
        method = more.pop("method", "GET")

        async def fetch() -> httpx.Response:
            app = make_app(self.context, make_routes(self.context))
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                return await client.request(method, path, headers=headers, **more)

        response: httpx.Response = self.run(fetch())
        return response

    def view(self, path: str, session: str = "default") -> str:
        """Return the HTML of a view, without repeated blanks."""
        response = self.get(f"/page/sessions/{session}/{path}")
        assert response.status_code == 200, response.text
        return " ".join(response.text.split())
