"""mitmproxy's hooks for many sessions: each request is answered by the session it belongs to.

A request belongs to the session that the user name in the proxy URL names
(`http://NAME:x@127.0.0.1:8080`) or, over the base URL, the path (`/sessions/NAME/v1/...`); else to
the session that was current when its head arrived. A session that has ended answers nothing: a late
request never meets another session's state, and never appears in another session's journal.
"""

import logging
from collections.abc import Awaitable

from mitmproxy import connection, ctx, http
from mitmproxy.master import Master
from mitmproxy.options import Options
from mitmproxy.proxy.mode_specs import ReverseMode
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.tls import ClientHelloData

from ringback.mitmproxy_addon import delays
from ringback.mitmproxy_addon.addon import Conversations
from ringback.mitmproxy_addon.flows.responses import find_injection, refuse_flow
from ringback.mitmproxy_addon.offline_gate import prefer_twilio_sni
from ringback.mitmproxy_addon.safe_options import set_safe_options
from ringback.modes.injection import Effect, Injection
from ringback.state.connection import SessionMovedError
from ringback_proxy.sessions import names
from ringback_proxy.sessions.registry.registry import SessionRegistry
from ringback_proxy.sessions.routing import network_block
from ringback_proxy.sessions.routing.base_url_health import answer_health
from ringback_proxy.sessions.routing.client_names import ClientNames, remove_password
from ringback_proxy.sessions.routing.in_flight import InFlight, UpstreamResponses
from ringback_proxy.sessions.session import Session

logger = logging.getLogger(__name__)

# How often one request is passed on, because others begin its session anew meanwhile.
_MOST_MOVES = 10


class SessionRouter:
    """The addon of a proxy with sessions.

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
        self.requests = InFlight()
        self._block_network = block_network
        self._names = ClientNames(default_user)
        self._master: Master | None = None
        self._passes_responses_on = False
        sessions.listeners.on_change(self._apply)
        sessions.listeners.before_end(self.requests.drain)

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
            self._master.addons.add(UpstreamResponses(self.requests))

    @property
    def in_flight(self) -> int:
        """How many requests have no answer yet, and how many webhooks are not delivered yet."""
        webhooks = sum(opened.session.webhooks.waiting for _, opened in self.sessions)
        return self.requests.count + webhooks

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
        self._names.read_user(flow)
        session = self.sessions.peek(self._names.get(flow.client_conn))
        self._addon_of(session).http_connect(flow)
        if self._block_network:
            network_block.check_tunnel(flow, session)

    def _addon_of(self, session: Session | None) -> Conversations:
        return self.sessions.nobody if session is None else session.conversations

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Refuse every connection that the session may not open."""
        addon = self._addon_of(self.sessions.peek(self._names.get(data.client)))
        addon.server_connect(data)
        if self._block_network:
            network_block.check_connection(data, addon)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Decide to which session the request belongs, before another can begin or end."""
        client = flow.client_conn
        if isinstance(client.proxy_mode, ReverseMode):
            self._names.read_prefix(flow)
        elif not client.tls:  # inside a tunnel the header is not for the proxy
            self._names.read_user(flow)
        self.requests.add(flow, self.sessions.route(self._names.get(client)))

    def request(self, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """Pass the request on to its session."""
        try:
            answer_health(flow, self.sessions)
            addon = self.requests[flow]
            if addon is None and self.sessions.shares:
                begun = self._begin_as_others(flow, self._names[flow.client_conn])
                return self._finish_request(flow, begun)
            addon = addon or self._begin_session(flow)
            pending = addon.request(flow)
            if pending is not None:
                return self._finish_request(flow, self._follow(flow, addon, pending))
            remove_password(flow)
            self._check_network(flow, addon)
            injection = find_injection(flow)
            if injection is not None:
                return self._delay(flow, addon, injection)
        except Exception:  # mitmproxy would forward the request
            logger.exception("a request could not be answered")
            refuse_flow(flow)
        self.requests.remove_if_answered(flow)
        return None

    def _begin_session(self, flow: http.HTTPFlow) -> Conversations:
        """Return the addon for a request with a new name, unless something has answered it."""
        if flow.response or flow.error:
            return self.sessions.nobody
        addon = self.sessions.begin_on_first_use(self._names[flow.client_conn])
        self.requests.assign(flow, addon)
        return addon

    async def _finish_request(
        self, flow: http.HTTPFlow, answering: Awaitable[Conversations]
    ) -> None:
        """Do what follows the answer of a request that has to wait for it."""
        try:
            addon = await answering
            self._check_network(flow, addon)
            injection = find_injection(flow)
            if injection is not None:
                await self._delay(flow, addon, injection)
        except Exception:  # mitmproxy would forward the request
            logger.exception("a request could not be answered")
            refuse_flow(flow)
        self.requests.remove_if_answered(flow)

    async def _begin_as_others(self, flow: http.HTTPFlow, name: str) -> Conversations:
        """Return the addon that has answered a request whose session another proxy may know."""
        await self.sessions.refresh(name)
        addon = self.sessions.route(name) or self._begin_session(flow)
        self.requests.assign(flow, addon)
        return await self._follow(flow, addon, addon.request(flow))

    async def _follow(
        self, flow: http.HTTPFlow, addon: Conversations, pending: Awaitable[None] | None
    ) -> Conversations:
        """Return the addon that has answered a request, whose session may have moved meanwhile."""
        name = self._names.get(flow.client_conn)
        for left in reversed(range(_MOST_MOVES)):
            try:
                if pending is not None:
                    await pending
                break
            except SessionMovedError:
                if not left:
                    raise
                # Its session does not wait for it to end.
                self.requests.remove(flow)
                await self.sessions.refresh(name or names.DEFAULT)
                addon = self.sessions.route(name) or self._begin_session(flow)
                self.requests.add(flow, addon)
                pending = addon.request(flow)
        return addon

    async def _delay(self, flow: http.HTTPFlow, addon: Conversations, injection: Injection) -> None:
        """Wait as a fault wants it; a request without an answer keeps no session from ending."""
        mode = addon.mode
        if injection.effect is Effect.TIMEOUT:
            self.requests.remove(flow)
        await delays.wait(flow, injection, lambda: addon.mode is not mode)
        self.requests.remove_if_answered(flow)

    def _check_network(self, flow: http.HTTPFlow, addon: Conversations) -> None:
        if self._block_network:
            network_block.check_request(flow, addon)

    def response(self, flow: http.HTTPFlow) -> None:
        """Note that a request was answered, unless the upstream has answered it."""
        self.requests.remove_unless_forwarded(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Pass the upstream's failure on to the request's session."""
        addon = self.requests.find(flow)
        if addon is not None and addon.forwarder is not None:
            addon.forwarder.error(flow)
        self.requests.remove(flow)
