"""The addon: mitmproxy's hooks, which translate between flows and values and ask the mode.

mitmproxy logs an exception in a hook and then forwards the request. So each hook here ends in an
answer of Ringback's own when something fails, and `server_connect` refuses every connection to
Twilio in an offline mode, whatever led to it.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable

from mitmproxy import connection, ctx, http
from mitmproxy.options import Options
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.tls import ClientHelloData

from ringback import journal
from ringback.http.messages import Request
from ringback.http.origin import Origin
from ringback.mitmproxy_addon import error_responses, host_policy
from ringback.mitmproxy_addon.flows.messages import is_large
from ringback.mitmproxy_addon.flows.requests import read_request
from ringback.mitmproxy_addon.flows.responses import answer_flow, refuse_flow
from ringback.mitmproxy_addon.forwarder import Forwarder
from ringback.mitmproxy_addon.offline_gate import prefer_twilio_sni, refuse_twilio
from ringback.mitmproxy_addon.safe_options import set_safe_options
from ringback.mitmproxy_addon.tunnelled_hosts import TunnelledHosts
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Decision, Forward, Miss, Outcome
from ringback.state.connection import SessionMovedError
from ringback.twilio.values import hosts
from ringback.twilio.webhooks.event import WebhookRequest
from ringback.twilio.webhooks.pre_action import PreAction, PreActionReply, WebhookSender, settle

logger = logging.getLogger(__name__)

# In bytes. Reading, redacting or matching more would hold up other clients.
LARGE_REQUEST = 16_384


class Conversations:
    """Intercepts requests to Twilio and has the mode answer them.

    A mode that is not offline needs a `forwarder`. A miss is answered with `miss_status`.
    Webhooks are sent by `webhooks`; without it they are not, and pre-actions get no reply.
    """

    def __init__(
        self, mode: Mode, journal: journal.Journal, forwarder: Forwarder | None = None
    ) -> None:
        self.mode = mode
        self.journal = journal
        self.forwarder = forwarder
        self.miss_status = error_responses.MISS_STATUS
        self._tunnelled = TunnelledHosts()
        self.webhooks: WebhookSender | None = None
        self._waiting = 0
        # mitmproxy runs their hooks, too. Without the forwarder no hook is a coroutine, and hooks
        # that are not are called directly.
        self.addons: list[object] = [forwarder] if forwarder is not None else []

    @property
    def offline(self) -> bool:
        """Whether every request that is intercepted now is answered here, and at once."""
        return self.mode.offline

    def is_offline(self, client: connection.Client) -> bool:  # noqa: ARG002 - one mode for all
        """Return whether a client's next request is answered here, and at once."""
        return self.mode.offline

    @property
    def in_flight(self) -> int:
        """How many requests are forwarded, or wait for a webhook, and are not answered yet."""
        return self._waiting + (self.forwarder.in_flight if self.forwarder is not None else 0)

    @property
    def tunnelled(self) -> frozenset[str]:
        """The hosts of Twilio that were reached untouched."""
        return self._tunnelled.names

    def configure(self, updated: set[str]) -> None:  # noqa: ARG002 - mitmproxy's signature
        """Set the safe options again whenever an option has changed."""
        self.make_safe(ctx.options)

    def make_safe(self, options: Options) -> None:
        """Set the mitmproxy options that this mode needs to be safe."""
        set_safe_options(options, offline=self.offline)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Normalize the name of a Twilio host; warn where it will be tunnelled.

        A trailing dot names the same host, but would be in the leaf certificate and outside the
        name constraints of the CA.
        """
        host = hosts.normalize(flow.request.host)
        if hosts.is_twilio(host) and host != flow.request.host:
            flow.request.host = host
        self._tunnelled.includes(host, offline=self.offline)

    def tls_clienthello(self, data: ClientHelloData) -> None:
        """In an offline mode, let a Twilio host in the SNI replace the host of the CONNECT request.

        Otherwise the leaf certificate would name the address of the CONNECT request as well, which
        is outside the name constraints of the CA.
        """
        if self.offline:
            prefer_twilio_sni(data)

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Refuse every connection to Twilio in an offline mode, before its name is looked up."""
        if self.mode.offline:
            refuse_twilio(data)

    def request(self, flow: http.HTTPFlow) -> Awaitable[None] | None:
        """Answer or forward a request to Twilio, a large one without holding up other clients."""
        if flow.response or flow.error or not flow.live:
            return None
        large = is_large(flow.request, LARGE_REQUEST)
        if large or self._waits:
            return self._handle_later(flow, large=large)
        began = time.perf_counter()
        try:
            request = read_request(flow)
            if request is not None and not self._is_passed_on(request):
                refusal = host_policy.check_request(request, self.mode)
                decision = refusal or self.mode.decide(request)
                return self._carry_out(decision, flow, request, began)
        except Exception:  # mitmproxy would forward the request
            logger.exception("a request could not be answered")
            self._refuse(flow)
        return None

    @property
    def _waits(self) -> bool:
        """Whether every decision waits for a database."""
        return self.mode.state is not None and self.mode.state.waits

    async def _handle_later(self, flow: http.HTTPFlow, *, large: bool) -> None:
        """Answer or forward a request that is large, or whose mode waits for its state."""
        began = time.perf_counter()
        try:
            request = await asyncio.to_thread(read_request, flow) if large else read_request(flow)
            if request is not None and not self._is_passed_on(request):
                refusal = host_policy.check_request(request, self.mode)
                decision = refusal or await self.mode.decide_large(request)
                waiting = self._carry_out(decision, flow, request, began)
                if waiting is not None:
                    await waiting
        except SessionMovedError:  # who routes requests knows where to
            raise
        except Exception:  # mitmproxy would forward the request
            logger.exception("a request could not be answered")
            self._refuse(flow)

    def _refuse(self, flow: http.HTTPFlow) -> None:
        """Refuse a request after an exception, unless the mode has it forwarded."""
        if not self.mode.forwards_on_failure:
            refuse_flow(flow)

    def _carry_out(
        self, decision: Decision, flow: http.HTTPFlow, request: Request, began: float
    ) -> Awaitable[None] | None:
        match decision:
            case Answer(delay=0):
                self._answer(flow, request, decision, began)
            case Answer():
                return self._answer_later(flow, request, decision, began)
            case PreAction():
                return self._wait(flow, request, decision, began)
            case _:
                self._apply(flow, request, decision, began)
        return None

    async def _answer_later(
        self, flow: http.HTTPFlow, request: Request, answer: Answer, began: float
    ) -> None:
        """Answer a request when the delay of its answer is over."""
        self._waiting += 1
        try:
            await asyncio.sleep(began + answer.delay - time.perf_counter())
            self._answer(flow, request, answer, began)
        except Exception:  # mitmproxy would forward the request
            logger.exception("a request could not be answered")
            self._refuse(flow)
        finally:
            self._waiting -= 1

    async def _wait(
        self, flow: http.HTTPFlow, request: Request, waiting: PreAction[Outcome], began: float
    ) -> None:
        """Apply the decision that follows from the application's replies to its webhooks."""
        self._waiting += 1
        try:
            run = self.mode.state.run if self.mode.state is not None else None
            self._apply(flow, request, await settle(waiting, self._ask, run), began)
        except SessionMovedError:
            raise
        except Exception:  # mitmproxy would forward the request
            logger.exception("a request could not be answered")
            self._refuse(flow)
        finally:
            self._waiting -= 1

    async def _ask(self, webhook: WebhookRequest) -> PreActionReply:
        return PreActionReply(None) if self.webhooks is None else await self.webhooks.ask(webhook)

    def _apply(
        self, flow: http.HTTPFlow, request: Request, decision: Outcome, began: float
    ) -> None:
        match decision:
            case Answer():
                self._answer(flow, request, decision, began)
            case Miss():
                answer = error_responses.answer_miss(decision, self.miss_status)
                self._answer(flow, request, answer, began, decision.report)
            case Forward():
                if self.forwarder is None:
                    raise RuntimeError(f"{self.mode.name} has no upstream to forward to")
                self.forwarder.forward(flow, request, self.mode, decision, began)

    def _is_passed_on(self, request: Request) -> bool:
        """Whether a request to Twilio goes there untouched: never in an offline mode."""
        if self.offline or self.forwarder is None:
            return False
        return self._tunnelled.includes_host_of(request)

    def _answer(
        self, flow: http.HTTPFlow, request: Request, answer: Answer, began: float, report: str = ""
    ) -> None:
        answer_flow(flow, answer)
        self.journal.add(journal.make_entry(request, answer, time.perf_counter() - began, report))
        if answer.webhooks and self.webhooks is not None:
            self.webhooks.send(answer.webhooks)


def make_conversations(
    mode: Mode, journal: journal.Journal, upstream: Origin | None = None
) -> Conversations:
    """Return the addon for a mode, with a forwarder unless the mode is offline."""
    forwarder = None if mode.offline else Forwarder(journal, upstream)
    return Conversations(mode, journal, forwarder)
