"""mitmproxy's hooks: they translate between flows and values, hand requests to the mode, and see
to it that nothing gets past when anything of ours fails.

mitmproxy logs an exception in a hook and then forwards the request. So whatever fails here ends in
an answer of ours, and `server_connect` is the last gate that every connection outwards passes.
"""

import logging
import time
from dataclasses import dataclass

from mitmproxy import ctx, http
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from understudy import base_url, failures, flows, gate, journal, replies
from understudy.errors import UnderstudyError
from understudy.exchange import Request
from understudy.modes.decision import Answer, Forward, Miss, Mode, Source
from understudy.parsing import Upstream
from understudy.twilio import hosts

logger = logging.getLogger(__name__)

_FORWARDED = "understudy_forwarded"
_BROKEN = "Understudy itself failed, so nothing was forwarded; run again with -v for the details."


@dataclass(frozen=True, slots=True)
class _Forwarded:
    request: Request
    began: float
    base_url: str | None


class Conversations:
    """The addon: intercepts requests to Twilio and answers or forwards them as the mode says."""

    def __init__(
        self, mode: Mode, journal: journal.Journal, upstream: Upstream | None = None
    ) -> None:
        self.mode = mode
        self.journal = journal
        self.upstream = upstream
        self.in_flight = 0
        self._warned: set[str] = set()

    def options(self) -> dict[str, object]:
        """Give the mitmproxy options without which nothing is safe.

        Lazy and without the upstream's certificate, or a host is looked up before anything is
        asked; no raw TCP, or bytes that are not HTTP are passed on; tunnelling is by `allow_hosts`,
        which also sees the SNI of a CONNECT to an address.
        """
        pattern = hosts.TWILIO_PATTERN if self.mode.offline else hosts.CONVERSATIONS_PATTERN
        return {
            "connection_strategy": "lazy",
            "upstream_cert": False,
            "rawtcp": False,
            "allow_hosts": [pattern],
            "ignore_hosts": [],
            "keep_host_header": True,
        }

    def configure(self, updated: set[str]) -> None:  # noqa: ARG002 - mitmproxy's signature
        """Set the safe options, and put them back whenever one of them was changed."""
        unsafe = {
            name: value
            for name, value in self.options().items()
            if getattr(ctx.options, name) != value
        }
        if unsafe:
            ctx.options.update(**unsafe)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Say once that another Twilio host is tunnelled, and so neither seen nor recorded."""
        host = hosts.normal(flow.request.host)
        tunnelled = hosts.is_twilio(host) and not hosts.is_conversations(host)
        if tunnelled and not self.mode.offline and host not in self._warned:
            self._warned.add(host)
            logger.warning("%s is tunnelled, not recorded; replay will refuse it", host)

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Refuse every connection to Twilio in an offline mode: before it, before its look-up."""
        if not self.mode.offline:
            return
        try:
            address = data.server.address[0] if data.server.address else None
            names = (address, data.server.sni, data.client.sni)
            refused = gate.twilio_host(*names) is not None
        except Exception:
            logger.exception("the gate failed")
            refused = True
        if refused:
            data.server.error = failures.OFFLINE

    def request(self, flow: http.HTTPFlow) -> None:
        """Answer a request to Twilio, or send it on."""
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
        if request is None:
            return
        decision = (gate.refusal(request) if self.mode.offline else None) or self.mode.decide(
            request
        )
        match decision:
            case Answer():
                self._answer(flow, request, decision, began)
            case Miss(message, report):
                self._answer(flow, request, replies.miss(message), began, report)
            case Forward():
                self._forward(flow, request, began)

    def _answer(
        self, flow: http.HTTPFlow, request: Request, answer: Answer, began: float, report: str = ""
    ) -> None:
        response = answer.response
        if flows.over_base_url(flow):
            response = base_url.moved(response, flows.base_url(flow))
        flows.answer_with(flow, response, replies.header_value(answer))
        self.journal.add(journal.entry(request, answer, time.perf_counter() - began, report))

    def _forward(self, flow: http.HTTPFlow, request: Request, began: float) -> None:
        base = flows.base_url(flow) if flows.over_base_url(flow) else None
        flow.metadata[_FORWARDED] = _Forwarded(request, began, base)
        self.in_flight += 1
        flows.send_to(flow, request, self.upstream)

    def _broken(self, flow: http.HTTPFlow) -> None:
        if self.mode.name != "inspect":
            answer = replies.failure(500, _BROKEN)
            flows.answer_with(flow, answer.response, replies.header_value(answer))

    async def response(self, flow: http.HTTPFlow) -> None:
        """Let the mode learn what the upstream answered, before the client gets it."""
        forwarded = flow.metadata.pop(_FORWARDED, None)
        if forwarded is None:
            return
        try:
            await self._learn(flow, forwarded)
        except Exception:
            logger.exception("a response could not be handled")
            self._broken(flow)
        finally:
            self.in_flight -= 1

    async def _learn(self, flow: http.HTTPFlow, forwarded: _Forwarded) -> None:
        assert flow.response is not None
        response = flows.response_of(flow.response)
        answer = Answer(response, Source.LIVE)
        try:
            await self.mode.learn(forwarded.request, response)
        except UnderstudyError as error:
            answer = replies.failure(500, f"the answer could not be recorded: {error}")
            flows.answer_with(flow, answer.response, replies.header_value(answer))
        else:
            moved = None
            if forwarded.base_url is not None:
                candidate = base_url.moved(response, forwarded.base_url)
                moved = candidate if candidate is not response else None
            flows.pass_on(flow, replies.header_value(answer), moved)
        seconds = time.perf_counter() - forwarded.began
        self.journal.add(journal.entry(forwarded.request, answer, seconds))

    def error(self, flow: http.HTTPFlow) -> None:
        """Note that a forwarded request got no answer from the upstream."""
        forwarded = flow.metadata.pop(_FORWARDED, None)
        if forwarded is None:
            return
        self.in_flight -= 1
        message = flow.error.msg if flow.error else "no answer"
        if flow.metadata.get(failures.TIMED_OUT):
            message = failures.TIMED_OUT
        elif not flow.client_conn.connected:
            message = failures.CLIENT_LEFT
        to = flow.request
        origin = f"{to.scheme}://{to.host}:{to.port}"
        answer = replies.failure(*failures.explain(message, origin))
        seconds = time.perf_counter() - forwarded.began
        self.journal.add(journal.entry(forwarded.request, answer, seconds))
