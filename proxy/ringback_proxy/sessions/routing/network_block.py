"""`--ringback-block-network`: hosts other than Twilio's are refused too."""

from mitmproxy import http
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from ringback import journal
from ringback.http.messages import Request
from ringback.journal import Journal
from ringback.mitmproxy_addon import error_responses, upstream_errors
from ringback.mitmproxy_addon.addon import Conversations
from ringback.mitmproxy_addon.flows.requests import read_request
from ringback.mitmproxy_addon.flows.responses import answer_flow
from ringback.modes.outcomes import Miss
from ringback.twilio.values import hosts
from ringback_proxy.sessions.session import Session


def check_tunnel(flow: http.HTTPFlow, session: Session | None) -> None:
    """Refuse a tunnel to another host than Twilio's; its session gets a warning."""
    if hosts.is_twilio(hosts.normalize(flow.request.host)):
        return
    # Not a request to Twilio, so not in the session's journal; a failed test shows it.
    request = Request("CONNECT", "https", flow.request.host, flow.request.port, "/")
    _refuse(flow, request, Journal())
    if session is not None:
        session.warnings.append(f"{request.host} was refused: --ringback-block-network")


def check_connection(data: ServerConnectionHookData, addon: Conversations) -> None:
    """Refuse a connection to a host that is neither Twilio's nor the upstream."""
    host = data.server.address[0] if data.server.address else ""
    upstream = addon.forwarder.upstream if addon.forwarder is not None else None
    allowed = hosts.is_twilio(hosts.normalize(host)) or (upstream and upstream.host == host)
    if not allowed:
        data.server.error = data.server.error or upstream_errors.OFFLINE


def check_request(flow: http.HTTPFlow, addon: Conversations) -> None:
    """Refuse a request without an answer that is not Twilio's, and note it in the journal."""
    if flow.response or flow.error:
        return
    request = read_request(flow)
    if request is None:
        to = flow.request
        request = Request(to.method, to.scheme, to.host, to.port, to.path)
        _refuse(flow, request, addon.journal)


def _refuse(flow: http.HTTPFlow, request: Request, to: Journal) -> None:
    message = (
        f"{request.host} is not Twilio's, and --ringback-block-network lets nothing else "
        "through; stub this call, or run without the option."
    )
    answer = error_responses.answer_miss(Miss(message))
    answer_flow(flow, answer)
    to.add(journal.make_entry(request, answer, 0.0))
