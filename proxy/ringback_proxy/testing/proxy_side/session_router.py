"""mitmproxy's hooks for many acts: each request goes to the act that it belongs to.

A request belongs to the act that its proxy's user name says (`http://NAME:x@127.0.0.1:8080`), else
to the act that was on when its head came in. An act that is over answers nothing any more: a late
request never sees another test's world, and never stands in another test's journal.
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
from ringback_proxy.testing.proxy_side.no_session import NoSession, ended
from ringback_proxy.testing.proxy_side.session import Session

logger = logging.getLogger(__name__)


class SessionRouter:
    """The addon of a test run's proxy; `in_flight` counts every request that is not done yet.

    With `block_network` hosts that are not Twilio's are refused too.
    """

    def __init__(self, *, block_network: bool = False) -> None:
        self.journal = Journal()
        self.in_flight = 0
        self.current: Session | None = None
        self._no_session = Conversations(NoSession(), self.journal)
        self._block_network = block_network
        self._acts: dict[str, Session] = {}
        self._titles: dict[str, str] = {}
        self._named: WeakKeyDictionary[connection.Client, str] = WeakKeyDictionary()
        self._open: dict[str, Session | None] = {}

    def begin(self, name: str, act: Session) -> None:
        """Let an act answer from now on, whatever bears no other's name."""
        self._acts[name] = act
        self.current = act

    def leave(self, name: str) -> None:
        """Return an act no new request that does not bear its name; what it has begun, it ends."""
        if self.current is self._acts[name]:
            others = (act for key, act in self._acts.items() if key != name)
            self.current = next(others, None)

    def end(self, name: str) -> None:
        """Let an act answer nothing any more."""
        self._titles[name] = self._acts.pop(name).title

    def act(self, name: str) -> Session:
        """Return an act that is on; raises UsageError for one that has ended."""
        if name not in self._acts:
            title = self._titles.get(name) or "it"
            raise UsageError(f"{title} has ended; use what it was given only while it lasts")
        return self._acts[name]

    def waiting(self, act: Session) -> bool:
        """Return whether requests of an act are still unanswered."""
        return any(other is act for other in self._open.values())

    @property
    def offline(self) -> bool:
        """Whether no session forwards anything."""
        return all(act.mode.offline for act in self._acts.values())

    def configure(self, updated: set[str]) -> None:  # noqa: ARG002 - mitmproxy's signature
        """Set the safe options again whenever an option has changed."""
        self.make_safe(ctx.options)

    def make_safe(self, options: OptManager) -> None:
        """Set the mitmproxy options that the current session needs to be safe."""
        set_safe_options(options, offline=self.current is None or self.current.mode.offline)

    def tls_clienthello(self, data: ClientHelloData) -> None:
        """Let a Twilio host in the SNI replace the host of the CONNECT request, if offline."""
        if self.offline:
            prefer_twilio_sni(data)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Note whose connection it is; refuse it where it leads to another host and none may."""
        name = _name_in(flow.request.headers)
        if name is not None:
            self._named[flow.client_conn] = name
        act = self._act_of(flow.client_conn)
        self._player(act).http_connect(flow)
        if self._block_network and not hosts.is_twilio(hosts.normalize(flow.request.host)):
            # No request to Twilio, and so none of the journal's; a failed test still shows it.
            request = Request("CONNECT", "https", flow.request.host, flow.request.port, "/")
            self._refuse(flow, request, Journal())
            if act is not None:
                act.warnings.append(f"{request.host} was refused: --ringback-block-network")

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Refuse every connection that the act may not make."""
        act = self._act_of(data.client)
        self._player(act).server_connect(data)
        host = data.server.address[0] if data.server.address else ""
        upstream = act.upstream if act is not None else None
        allowed = hosts.is_twilio(hosts.normalize(host)) or (upstream and upstream.host == host)
        if self._block_network and not allowed:
            data.server.error = data.server.error or upstream_errors.OFFLINE

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Settle whose request it is, before anything else can begin or end."""
        name = _name_in(flow.request.headers)
        if name is not None:
            self._named[flow.client_conn] = name
        self._open[flow.id] = self._act_of(flow.client_conn)
        self.in_flight += 1

    def request(self, flow: http.HTTPFlow) -> None:
        """Have the request's act answer it."""
        try:
            self._answered_by(flow)
        except Exception:
            logger.exception("a request could not be answered")
            flows.refuse(flow)
        if flow.response or flow.error:
            self._done(flow)

    def _answered_by(self, flow: http.HTTPFlow) -> None:
        act = self._open.get(flow.id)
        self._player(act, self._named.get(flow.client_conn)).request(flow)
        if not (flow.response or flow.error) and self._block_network:
            request = flows.read_request(flow)
            if request is None:
                target = flow.request
                request = Request(
                    target.method, target.scheme, target.host, target.port, target.path
                )
                self._refuse(flow, request, self.journal if act is None else act.journal)

    async def response(self, flow: http.HTTPFlow) -> None:
        """Have the request's act learn what the upstream answered."""
        player = self._player(self._open.get(flow.id))
        try:
            if player.forwarder is not None:
                await player.forwarder.response(flow)
        finally:
            self._done(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Tell the request's act that there is no answer."""
        player = self._player(self._open.get(flow.id))
        if player.forwarder is not None:
            player.forwarder.error(flow)
        self._done(flow)

    def _done(self, flow: http.HTTPFlow) -> None:
        if self._open.pop(flow.id, self) is not self:
            self.in_flight -= 1

    def _act_of(self, client: connection.Client) -> Session | None:
        name = self._named.get(client)
        return self.current if name is None else self._acts.get(name)

    def _player(self, act: Session | None, name: str | None = None) -> Conversations:
        """Return the addon that answers for an act, or one that says that there is none."""
        if act is not None and any(act is one for one in self._acts.values()):
            return act.conversations
        title = act.title if act is not None else self._titles.get(name or "")
        if title is None:
            return self._no_session
        return Conversations(NoSession(ended(title)), Journal())

    def _refuse(self, flow: http.HTTPFlow, request: Request, to: Journal) -> None:
        message = (
            f"{request.host} is not Twilio's, and --ringback-block-network lets nothing else "
            "through; stub this call, or run without the option."
        )
        answer = error_responses.answer_miss(Miss(message))
        flows.answer(flow, answer)
        to.add(journal.make_entry(request, answer, 0.0))


def _name_in(headers: http.Headers) -> str | None:
    """Return the user name by which a client goes to the proxy; None where it gives none."""
    credentials = basic_auth.parse(headers.get("Proxy-Authorization"))
    try:
        return (credentials.user.decode() or None) if credentials else None
    except UnicodeDecodeError:
        return None
