"""mitmproxy's hooks for many sessions: each request is answered by the session it belongs to.

A request belongs to the session that the user name in the proxy URL names
(`http://NAME:x@127.0.0.1:8080`) or, over the base URL, the path (`/sessions/NAME/v1/...`); else to
the session that was current when its head arrived. A session that has ended answers nothing: a late
request never meets another session's state, and never appears in another session's journal.
"""

import json
import logging
import re
from collections.abc import Awaitable
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from mitmproxy import connection, ctx, http
from mitmproxy.master import Master
from mitmproxy.options import Options
from mitmproxy.proxy.mode_specs import ReverseMode
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.tls import ClientHelloData

from ringback import journal
from ringback.http import basic_auth
from ringback.http.messages import Request
from ringback.journal import Journal
from ringback.mitmproxy_addon import error_responses, flows, upstream_errors
from ringback.mitmproxy_addon.addon import Conversations, prefer_twilio_sni
from ringback.mitmproxy_addon.forwarder import FORWARDED
from ringback.mitmproxy_addon.safe_options import set_safe_options
from ringback.modes.base import Miss
from ringback.twilio.values import hosts
from ringback_proxy.sessions import names
from ringback_proxy.sessions.registry import SessionRegistry
from ringback_proxy.sessions.session import Session

logger = logging.getLogger(__name__)

_CONTROL, _HEALTH = "/ringback/", "/ringback/health"
_NO_CONTROL = (
    f"ringback: the base URL has {_HEALTH} only; the control API is at the control_url of the "
    "ready-file"
)
_PREFIX = re.compile("/sessions/([^/?]*)(?=[/?]|$)")


class SessionRouter:
    """The addon of a proxy with sessions; `in_flight` counts the requests without an answer.

    - `default_user`: the user name that stands for the default session, such as that of a password.
    - `block_network`: whether hosts other than Twilio's are refused too.
    """

    def __init__(
        self,
        sessions: SessionRegistry,
        *,
        default_user: str | None = None,
        block_network: bool = False,
    ) -> None:
        self.sessions = sessions
        self.in_flight = 0
        self._default_user = default_user
        self._block_network = block_network
        self._names: WeakKeyDictionary[connection.Client, str] = WeakKeyDictionary()
        # By the id of the flow; None where a session begins with the request.
        self._unanswered: dict[str, Conversations | None] = {}
        self._master: Master | None = None
        self._passes_responses_on = False
        sessions.on_change(self._apply)
        sessions.wait_for(self.has_unanswered)

    def attach(self, master: Master) -> None:
        """Change the options of a master, and add an addon to it, as sessions begin and end."""
        self._master = master
        self._apply()

    def _apply(self) -> None:
        if self._master is None:
            return
        self.make_safe(self._master.options)
        if not self.sessions.offline and not self._passes_responses_on:
            # Only now: without it no hook is a coroutine, and those that are not run directly.
            self._passes_responses_on = True
            self._master.addons.add(UpstreamResponses(self))

    def has_unanswered(self, session: Session) -> bool:
        """Return whether requests of a session are still unanswered."""
        return any(addon is session.conversations for addon in self._unanswered.values())

    @property
    def offline(self) -> bool:
        """Whether no session forwards anything."""
        return self.sessions.offline

    def is_offline(self, client: connection.Client) -> bool:
        """Return whether every request of a client that is intercepted is answered at once.

        Over the base URL, the path of each request says whose it is.
        """
        if self.sessions.offline or isinstance(client.proxy_mode, ReverseMode):
            return self.sessions.offline
        session = self.sessions.peek(self._names.get(client))
        return session is None or session.mode.offline

    @property
    def tunnelled(self) -> frozenset[str]:
        """The hosts of Twilio that were reached untouched."""
        found = (opened.session.conversations.tunnelled for _, opened in self.sessions)
        return frozenset[str]().union(*found)

    def configure(self, updated: set[str]) -> None:  # noqa: ARG002 - mitmproxy's signature
        """Set the safe options again whenever an option has changed."""
        self.make_safe(ctx.options)

    def make_safe(self, options: Options) -> None:
        """Set the mitmproxy options that the sessions need to be safe."""
        set_safe_options(options, offline=self.sessions.has_offline)

    def tls_clienthello(self, data: ClientHelloData) -> None:
        """Replace the host of the CONNECT request by a Twilio host in the SNI, if offline."""
        if self.is_offline(data.context.client):
            prefer_twilio_sni(data)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Remember whose tunnel it is; refuse one that its session may not open."""
        self._remember_user(flow)
        session = self.sessions.peek(self._names.get(flow.client_conn))
        self._addon_of(session).http_connect(flow)
        if self._block_network and not hosts.is_twilio(hosts.normalize(flow.request.host)):
            # Not a request to Twilio, so not in the session's journal; a failed test shows it.
            request = Request("CONNECT", "https", flow.request.host, flow.request.port, "/")
            self._refuse(flow, request, Journal())
            if session is not None:
                session.warnings.append(f"{request.host} was refused: --ringback-block-network")

    def _addon_of(self, session: Session | None) -> Conversations:
        return self.sessions.nobody if session is None else session.conversations

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Refuse every connection that the session may not open."""
        addon = self._addon_of(self.sessions.peek(self._names.get(data.client)))
        addon.server_connect(data)
        host = data.server.address[0] if data.server.address else ""
        upstream = addon.forwarder.upstream if addon.forwarder is not None else None
        allowed = hosts.is_twilio(hosts.normalize(host)) or (upstream and upstream.host == host)
        if self._block_network and not allowed:
            data.server.error = data.server.error or upstream_errors.OFFLINE

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Decide to which session the request belongs, before another can begin or end."""
        client = flow.client_conn
        if isinstance(client.proxy_mode, ReverseMode):
            self._read_prefix(flow)
        elif not client.tls:  # inside a tunnel the header is not for the proxy
            self._remember_user(flow)
        self._unanswered[flow.id] = self.sessions.route(self._names.get(client))
        self.in_flight += 1

    def request(self, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """Pass the request on to its session."""
        try:
            if flow.request.path.startswith(_CONTROL) and flows.is_over_base_url(flow):
                self._answer_health(flow)
            addon = self._unanswered[flow.id] or self._begin_session(flow)
            pending = addon.request(flow)
            if pending is not None:
                return self._finish_request(flow, addon, pending)
            _remove_password(flow)
            self._check_network(flow, addon)
        except Exception:
            logger.exception("a request could not be answered")
            flows.refuse(flow)
        self._mark_if_answered(flow)
        return None

    def _begin_session(self, flow: http.HTTPFlow) -> Conversations:
        """Return the addon for a request with a new name, unless something has answered it."""
        if flow.response or flow.error:
            return self.sessions.nobody
        addon = self.sessions.begin_on_first_use(self._names[flow.client_conn])
        self._unanswered[flow.id] = addon
        return addon

    def _answer_health(self, flow: http.HTTPFlow) -> None:
        """Answer what asks whether the proxy serves, and is no exchange of any session."""
        if flow.response or flow.error:
            return
        session = self.sessions.current
        status, document = 404, {"message": _NO_CONTROL, "status": 404}
        if flow.request.path.partition("?")[0] == _HEALTH:
            mode = session.mode.name if session is not None else "fake"
            status, document = 200, {"status": "ok", "mode": mode}
        body = json.dumps(document)
        flow.response = http.Response.make(status, body, {"Content-Type": "application/json"})

    async def _finish_request(
        self, flow: http.HTTPFlow, addon: Conversations, pending: Awaitable[None]
    ) -> None:
        await pending
        self._check_network(flow, addon)
        self._mark_if_answered(flow)

    def _check_network(self, flow: http.HTTPFlow, addon: Conversations) -> None:
        if not self._block_network or flow.response or flow.error:
            return
        request = flows.read_request(flow)
        if request is None:
            to = flow.request
            request = Request(to.method, to.scheme, to.host, to.port, to.path)
            self._refuse(flow, request, addon.journal)

    def response(self, flow: http.HTTPFlow) -> None:
        """Note that a request was answered; `UpstreamResponses` does so for forwarded ones."""
        if FORWARDED not in flow.metadata:
            self.mark_answered(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Pass the upstream's failure on to the request's session."""
        addon = self.find_addon(flow)
        if addon is not None and addon.forwarder is not None:
            addon.forwarder.error(flow)
        self.mark_answered(flow)

    def find_addon(self, flow: http.HTTPFlow) -> Conversations | None:
        """Return the addon of the session that a flow without an answer belongs to."""
        return self._unanswered.get(flow.id)

    def _mark_if_answered(self, flow: http.HTTPFlow) -> None:
        if flow.response or flow.error:
            self.mark_answered(flow)

    def mark_answered(self, flow: http.HTTPFlow) -> None:
        """Note that a request was answered."""
        if self._unanswered.pop(flow.id, self) is not self:
            self.in_flight -= 1

    def _remember_user(self, flow: http.HTTPFlow) -> None:
        name = _read_user_name(flow.request.headers)
        if name is None and not flow.request.authority:
            return  # a request in origin form: it came through a tunnel, which has the name
        if name in (None, names.DEFAULT, self._default_user):
            self._names.pop(flow.client_conn, None)
        else:
            self._names[flow.client_conn] = str(name)

    def _read_prefix(self, flow: http.HTTPFlow) -> None:
        """Remember whose request it is by its path, which then loses the session's prefix."""
        match = _PREFIX.match(flow.request.path)
        name = names.DEFAULT if match is None else unquote(match[1])
        if name == names.DEFAULT:
            self._names.pop(flow.client_conn, None)
        else:
            self._names[flow.client_conn] = name
        if match is not None:
            rest = flow.request.path[match.end() :]
            flow.request.path = rest if rest.startswith("/") else f"/{rest}"
            flow.metadata[flows.BASE_PATH] = match[0]

    def _refuse(self, flow: http.HTTPFlow, request: Request, to: Journal) -> None:
        message = (
            f"{request.host} is not Twilio's, and --ringback-block-network lets nothing else "
            "through; stub this call, or run without the option."
        )
        answer = error_responses.answer_miss(Miss(message))
        flows.answer(flow, answer)
        to.add(journal.make_entry(request, answer, 0.0))


class UpstreamResponses:
    """The addon that passes the upstream's responses on to the sessions whose requests they answer.

    An addon of its own, because its hook is a coroutine.
    """

    def __init__(self, router: SessionRouter) -> None:
        self._router = router

    async def response(self, flow: http.HTTPFlow) -> None:
        """Pass the upstream's response on to the request's session."""
        addon = self._router.find_addon(flow)
        try:
            if addon is not None and addon.forwarder is not None:
                await addon.forwarder.response(flow)
        finally:
            self._router.mark_answered(flow)


def _remove_password(flow: http.HTTPFlow) -> None:
    """Remove what is meant for the proxy from a request that is passed on."""
    if not (flow.response or flow.error or flow.client_conn.tls):
        flow.request.headers.pop("Proxy-Authorization", None)


def _read_user_name(headers: http.Headers) -> str | None:
    """Return the user name of the proxy URL; None if the client sends none."""
    credentials = basic_auth.parse(headers.get("Proxy-Authorization"))
    if credentials is None:
        return None
    try:
        return credentials.user.decode() or None
    except UnicodeDecodeError:
        return credentials.user.decode("latin-1")  # the name of no session, or of --proxy-auth
