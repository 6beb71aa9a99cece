"""mitmproxy's hooks for many sessions: each request is answered by the session it belongs to.

A request belongs to the session that the user name in the proxy URL names
(`http://NAME:x@127.0.0.1:8080`), else to the session that was current when its head arrived. A
session that has ended answers nothing: a late request never meets another test's state, and never
appears in another test's journal.
"""

import logging
from weakref import WeakKeyDictionary

from mitmproxy import connection, ctx, http
from mitmproxy.optmanager import OptManager
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.tls import ClientHelloData

from ringback import journal
from ringback.errors import UsageError
from ringback.http import basic_auth
from ringback.http.messages import Request
from ringback.journal import Journal
from ringback.mitmproxy_addon import error_responses, flows, upstream_errors
from ringback.mitmproxy_addon.addon import Conversations, prefer_twilio_sni
from ringback.mitmproxy_addon.safe_options import set_safe_options
from ringback.modes.base import Miss
from ringback.twilio.values import hosts
from ringback_proxy.testing.proxy_side.no_session import NoSession, explain_ended
from ringback_proxy.testing.proxy_side.session import Session

logger = logging.getLogger(__name__)


class SessionRouter:
    """The addon of a test run's proxy; `in_flight` counts the requests without an answer.

    With `block_network`, hosts other than Twilio's are refused too.
    """

    def __init__(self, *, block_network: bool = False) -> None:
        self.journal = Journal()
        self.in_flight = 0
        self.current: Session | None = None
        self._no_session = Conversations(NoSession(), self.journal)
        self._block_network = block_network
        self._sessions: dict[str, Session] = {}
        self._ended_titles: dict[str, str] = {}
        self._names: WeakKeyDictionary[connection.Client, str] = WeakKeyDictionary()
        self._unanswered: dict[str, Session | None] = {}  # by the id of the flow

    def begin(self, name: str, session: Session) -> None:
        """Make a session the current one: it answers every request without another's name."""
        self._sessions[name] = session
        self.current = session

    def detach(self, name: str) -> None:
        """Stop routing unnamed requests to a session; it still answers those in flight."""
        if self.current is self._sessions[name]:
            others = (session for key, session in self._sessions.items() if key != name)
            self.current = next(others, None)

    def end(self, name: str) -> None:
        """Stop routing requests to a session."""
        self._ended_titles[name] = self._sessions.pop(name).title

    def find(self, name: str) -> Session:
        """Return a session; raises UsageError if it has ended."""
        if name not in self._sessions:
            title = self._ended_titles.get(name) or "the session"
            raise UsageError(f"{title} has ended; use its ringback object only while it runs")
        return self._sessions[name]

    def has_unanswered(self, session: Session) -> bool:
        """Return whether requests of a session are still unanswered."""
        return any(other is session for other in self._unanswered.values())

    @property
    def offline(self) -> bool:
        """Whether no session forwards anything."""
        return all(session.mode.offline for session in self._sessions.values())

    def is_offline(self, client: connection.Client) -> bool:
        """Return whether the session of a client's next request forwards nothing."""
        return self._addon_for(self._session_of(client)).offline

    def configure(self, updated: set[str]) -> None:  # noqa: ARG002 - mitmproxy's signature
        """Set the safe options again whenever an option has changed."""
        self.make_safe(ctx.options)

    def make_safe(self, options: OptManager) -> None:
        """Set the mitmproxy options that the current session needs to be safe."""
        set_safe_options(options, offline=self.current is None or self.current.mode.offline)

    def tls_clienthello(self, data: ClientHelloData) -> None:
        """Replace the host of the CONNECT request by a Twilio host in the SNI, if offline."""
        if self.offline:
            prefer_twilio_sni(data)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Remember whose tunnel it is; refuse one that its session may not open."""
        self._remember_name(flow)
        session = self._session_of(flow.client_conn)
        self._addon_for(session).http_connect(flow)
        if self._block_network and not hosts.is_twilio(hosts.normalize(flow.request.host)):
            # Not a request to Twilio, so not in the session's journal; a failed test shows it.
            request = Request("CONNECT", "https", flow.request.host, flow.request.port, "/")
            self._refuse(flow, request, Journal())
            if session is not None:
                session.warnings.append(f"{request.host} was refused: --ringback-block-network")

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Refuse every connection that the session may not open."""
        session = self._session_of(data.client)
        self._addon_for(session).server_connect(data)
        host = data.server.address[0] if data.server.address else ""
        upstream = session.upstream if session is not None else None
        allowed = hosts.is_twilio(hosts.normalize(host)) or (upstream and upstream.host == host)
        if self._block_network and not allowed:
            data.server.error = data.server.error or upstream_errors.OFFLINE

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Decide to which session the request belongs, before another can begin or end."""
        self._remember_name(flow)
        self._unanswered[flow.id] = self._session_of(flow.client_conn)
        self.in_flight += 1

    def request(self, flow: http.HTTPFlow) -> None:
        """Pass the request on to its session."""
        try:
            self._route(flow)
        except Exception:
            logger.exception("a request could not be answered")
            flows.refuse(flow)
        if flow.response or flow.error:
            self._mark_answered(flow)

    def _route(self, flow: http.HTTPFlow) -> None:
        session = self._unanswered.get(flow.id)
        self._addon_for(session, self._names.get(flow.client_conn)).request(flow)
        if not (flow.response or flow.error) and self._block_network:
            request = flows.read_request(flow)
            if request is None:
                target = flow.request
                request = Request(
                    target.method, target.scheme, target.host, target.port, target.path
                )
                self._refuse(flow, request, self.journal if session is None else session.journal)

    async def response(self, flow: http.HTTPFlow) -> None:
        """Pass the upstream's response on to the request's session."""
        addon = self._addon_for(self._unanswered.get(flow.id))
        try:
            if addon.forwarder is not None:
                await addon.forwarder.response(flow)
        finally:
            self._mark_answered(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Pass the upstream's failure on to the request's session."""
        addon = self._addon_for(self._unanswered.get(flow.id))
        if addon.forwarder is not None:
            addon.forwarder.error(flow)
        self._mark_answered(flow)

    def _mark_answered(self, flow: http.HTTPFlow) -> None:
        if self._unanswered.pop(flow.id, self) is not self:
            self.in_flight -= 1

    def _remember_name(self, flow: http.HTTPFlow) -> None:
        name = _read_user_name(flow.request.headers)
        if name is not None:
            self._names[flow.client_conn] = name

    def _session_of(self, client: connection.Client) -> Session | None:
        name = self._names.get(client)
        return self.current if name is None else self._sessions.get(name)

    def _addon_for(self, session: Session | None, name: str | None = None) -> Conversations:
        """Return the addon that answers for a session, or one that explains why none does."""
        if session is not None and any(session is one for one in self._sessions.values()):
            return session.conversations
        title = session.title if session is not None else self._ended_titles.get(name or "")
        if title is None:
            return self._no_session
        return Conversations(NoSession(explain_ended(title)), Journal())

    def _refuse(self, flow: http.HTTPFlow, request: Request, to: Journal) -> None:
        message = (
            f"{request.host} is not Twilio's, and --ringback-block-network lets nothing else "
            "through; stub this call, or run without the option."
        )
        answer = error_responses.answer_miss(Miss(message))
        flows.answer(flow, answer)
        to.add(journal.make_entry(request, answer, 0.0))


def _read_user_name(headers: http.Headers) -> str | None:
    """Return the user name of the proxy URL; None if the client sends none."""
    credentials = basic_auth.parse(headers.get("Proxy-Authorization"))
    try:
        return (credentials.user.decode() or None) if credentials else None
    except UnicodeDecodeError:
        return None
