"""mitmproxy's hooks: they translate between flows and values, hand requests to the mode, and see
to it that nothing gets past when anything of ours fails.

mitmproxy logs an exception in a hook and then forwards the request. So whatever fails here ends in
an answer of ours, and `server_connect` is the last gate that every connection outwards passes.
"""

import logging
import time

from mitmproxy import ctx, http
from mitmproxy.optmanager import OptManager
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.tls import ClientHelloData

from ringback import journal
from ringback.http.messages import Request
from ringback.mitmproxy_addon import (
    base_url_links,
    error_responses,
    flows,
    host_policy,
    upstream_errors,
)
from ringback.modes.base import Answer, Forward, Miss, Mode
from ringback.twilio.values import hosts

logger = logging.getLogger(__name__)

_BROKEN = "Ringback itself failed, so nothing was forwarded; run again with -v for the details."


class Conversations:
    """The addon: intercepts requests to Twilio and has the mode answer them.

    `in_flight` counts what was forwarded and is not answered yet.
    """

    def __init__(self, mode: Mode, journal: journal.Journal) -> None:
        self.mode = mode
        self.journal = journal
        self.in_flight = 0

    def options(self) -> dict[str, object]:
        """Return the mitmproxy options without which nothing is safe.

        Lazy and without the upstream's certificate, or a host is looked up before anything is
        asked; no raw TCP, or bytes that are not HTTP are passed on; no streaming, or a long request
        is on its way before it is seen; tunnelling is by `allow_hosts`, which also sees the SNI of
        a CONNECT to an address.
        """
        pattern = hosts.TWILIO_PATTERN if self.mode.offline else hosts.CONVERSATIONS_PATTERN
        return {
            "connection_strategy": "lazy",
            "upstream_cert": False,
            "rawtcp": False,
            "stream_large_bodies": None,
            "allow_hosts": [pattern],
            "ignore_hosts": [],
            "keep_host_header": True,
        }

    def answers_all(self) -> bool:
        """Return whether each request that is intercepted now gets its answer here, and at once."""
        return self.mode.offline

    def configure(self, updated: set[str]) -> None:  # noqa: ARG002 - mitmproxy's signature
        """Set the safe options, and put them back whenever one of them was changed."""
        self.make_safe(ctx.options)

    def make_safe(self, options: OptManager) -> None:
        """Set those of mitmproxy's options that are not safe; an update for nothing takes 1 ms."""
        safe = self.options().items()
        unsafe = {name: value for name, value in safe if getattr(options, name) != value}
        if unsafe:
            options.update(**unsafe)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Spell a Twilio host as our certificates do.

        A trailing dot names the same host, but would be in the leaf, and outside the CA's bounds.
        """
        host = hosts.normal(flow.request.host)
        if hosts.is_twilio(host):
            flow.request.host = host

    def tls_clienthello(self, data: ClientHelloData) -> None:
        """Take the Twilio host that TLS names for the one that is asked, whatever CONNECT said.

        The leaf would name the address of CONNECT, too, which is outside of the CA's bounds.
        """
        address, sni = data.context.server.address, data.client_hello.sni
        host = hosts.normal(sni or "")
        if address is not None and self.answers_all() and hosts.is_twilio(host):
            data.context.server.address = (host, *address[1:])

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Refuse every connection to Twilio in an offline mode: before it, before its look-up."""
        if not self.mode.offline:
            return
        try:
            address = data.server.address[0] if data.server.address else None
            names = (address, data.server.sni, data.client.sni)
            refused = host_policy.twilio_host(*names) is not None
        except Exception:
            logger.exception("the gate failed")
            refused = True
        if refused:
            data.server.error = upstream_errors.OFFLINE

    def request(self, flow: http.HTTPFlow) -> None:
        """Answer a request to Twilio."""
        if flow.response or flow.error or not flow.live:
            return
        try:
            self._request(flow)
        except Exception:
            logger.exception("a request could not be answered")
            self._broken(flow)

    def _request(self, flow: http.HTTPFlow) -> None:
        began = time.perf_counter()
        request = flows.request_of(flow)
        if request is None or self._lets_pass(request.host):
            return
        decision = (
            host_policy.refusal(request) if self.mode.offline else None
        ) or self.mode.decide(request)
        match decision:
            case Answer():
                self._answer(flow, request, decision, began)
            case Miss(message, report):
                self._answer(flow, request, error_responses.miss(message), began, report)
            case Forward():
                self._forward(flow, request, began)

    def _lets_pass(self, host: str) -> bool:  # noqa: ARG002
        """Return whether a Twilio host may be reached untouched: never in an offline mode."""
        return False

    def _answer(
        self, flow: http.HTTPFlow, request: Request, answer: Answer, began: float, report: str = ""
    ) -> None:
        response = answer.response
        if flows.over_base_url(flow):
            response = base_url_links.moved(response, flows.base_url(flow))
        flows.answer_with(flow, response, error_responses.header_value(answer))
        self.journal.add(journal.entry(request, answer, time.perf_counter() - began, report))

    def _forward(
        self,
        flow: http.HTTPFlow,  # noqa: ARG002
        request: Request,  # noqa: ARG002
        began: float,  # noqa: ARG002
    ) -> None:
        raise AssertionError(f"{self.mode.name} forwards nothing")

    def _broken(self, flow: http.HTTPFlow) -> None:
        """Answer with our 500, or break off: what failed must not be forwarded after all."""
        if self.mode.name == "inspect":
            return
        try:
            answer = error_responses.failure(500, _BROKEN)
            flows.answer_with(flow, answer.response, error_responses.header_value(answer))
        except Exception:
            logger.exception("a request could not even be refused")
            flow.kill()
