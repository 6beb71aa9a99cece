"""Forwarding: requests go to the upstream, and the mode processes the responses.

An addon of its own, because `response` is a coroutine: hooks that are not are called directly, and
an offline mode needs none.
"""

import asyncio
import logging
import time
from dataclasses import dataclass

from mitmproxy import http

from ringback import journal
from ringback.errors import RingbackError
from ringback.http.messages import Request, Response
from ringback.http.origin import Origin
from ringback.mitmproxy_addon import error_responses, response_links, upstream_errors
from ringback.mitmproxy_addon.flows.messages import is_large
from ringback.mitmproxy_addon.flows.requests import (
    client_base_url,
    is_over_base_url,
    send_to_upstream,
)
from ringback.mitmproxy_addon.flows.responses import (
    answer_flow,
    pass_on_response,
    read_response,
    refuse_flow,
)
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Forward, Source

logger = logging.getLogger(__name__)

# In bytes. Decoding or rewriting more would hold up other clients.
LARGE_RESPONSE = 16_384
# The key in a flow's metadata from when it is forwarded until it is answered.
FORWARDED = "ringback_forwarded"


@dataclass(frozen=True, slots=True)
class _Forwarded:
    request: Request
    mode: Mode
    decision: Forward
    began: float
    base_url: str | None


class Forwarder:
    """Sends flows to the upstream: the real API by default.

    `in_flight` counts the flows that are forwarded and not answered yet.
    """

    def __init__(self, journal: journal.Journal, upstream: Origin | None = None) -> None:
        self.journal = journal
        self.upstream = upstream
        self.in_flight = 0

    def forward(
        self, flow: http.HTTPFlow, request: Request, mode: Mode, decision: Forward, began: float
    ) -> None:
        """Send a flow to the upstream; `began` is when it came in, by `time.perf_counter`."""
        base_url = client_base_url(flow) if is_over_base_url(flow) else None
        send_to_upstream(flow, request, self.upstream)
        # Last: a flow that failed before this point is answered by Ringback and not recorded.
        flow.metadata[FORWARDED] = _Forwarded(request, mode, decision, began, base_url)
        self.in_flight += 1

    async def response(self, flow: http.HTTPFlow) -> None:
        """Pass the upstream's response to the mode before the client gets it."""
        forwarded = flow.metadata.pop(FORWARDED, None)
        if forwarded is None:
            return
        try:
            await self._handle_response(flow, forwarded)
        except Exception:  # mitmproxy would pass the response on, and it is not recorded
            logger.exception("a response could not be handled")
            if not forwarded.mode.forwards_on_failure:
                refuse_flow(flow)
        finally:
            self.in_flight -= 1

    async def _handle_response(self, flow: http.HTTPFlow, forwarded: _Forwarded) -> None:
        assert flow.response is not None
        if is_large(flow.response, LARGE_RESPONSE):
            original, response = await asyncio.to_thread(self._read_response, flow, forwarded)
        else:
            original, response = self._read_response(flow, forwarded)
        if 100 <= original.status < 200:
            self._refuse_interim(flow, forwarded, original.status)
            return
        answer = await self._pass_on_or_fail(flow, forwarded, original, response)
        self._add_entry(forwarded, answer)

    async def _pass_on_or_fail(
        self, flow: http.HTTPFlow, forwarded: _Forwarded, original: Response, response: Response
    ) -> Answer:
        """Pass a response to the mode and then on to the client; a 500 if it could not be kept."""
        assert flow.response is not None
        try:
            notes = await forwarded.mode.on_response(
                forwarded.request, response, forwarded.decision
            )
        except RingbackError as error:
            message = f"the answer could not be recorded: {error}"
            answer = error_responses.answer_failure(500, message)
            answer_flow(flow, answer)
            return answer
        redacted, injection = forwarded.decision.redacted_request, forwarded.decision.injection
        source = Source.LIVE if injection is None else Source.FAULT
        answer = Answer(
            response, source, notes=notes, redacted_request=redacted, injection=injection
        )
        if is_large(flow.response, LARGE_RESPONSE):
            await asyncio.to_thread(_pass_on, flow, answer, original, forwarded.base_url)
        else:
            _pass_on(flow, answer, original, forwarded.base_url)
        return answer

    def _read_response(
        self, flow: http.HTTPFlow, forwarded: _Forwarded
    ) -> tuple[Response, Response]:
        """Return the upstream's response, and with links to the host that was asked."""
        assert flow.response is not None
        original = read_response(flow.response, flow.request.method)
        return original, self._restore_links(original, forwarded.request)

    def _refuse_interim(self, flow: http.HTTPFlow, forwarded: _Forwarded, status: int) -> None:
        """Answer an upstream's interim response with a 502: it is never the answer.

        mitmproxy passes one on as if it were; the fast engine skips all but a 101.
        """
        answer = error_responses.answer_failure(
            *upstream_errors.explain_interim(status, _format_upstream(flow))
        )
        answer_flow(flow, answer)
        self._add_entry(forwarded, answer)

    def _restore_links(self, response: Response, request: Request) -> Response:
        """Return a response whose links lead to the host that was asked, not to the upstream.

        Otherwise a client would follow `next_page_url` past Ringback.
        """
        if self.upstream is None:
            return response
        return response_links.rewrite_links(response, request.origin, self.upstream)

    def error(self, flow: http.HTTPFlow) -> None:
        """Note in the journal that the upstream did not answer a forwarded request."""
        forwarded = flow.metadata.pop(FORWARDED, None)
        if forwarded is None:
            return
        self.in_flight -= 1
        message = flow.error.msg if flow.error else "no answer"
        if flow.metadata.get(upstream_errors.TIMED_OUT):
            message = upstream_errors.TIMED_OUT
        elif not flow.client_conn.connected:
            message = upstream_errors.CLIENT_LEFT
        explained = upstream_errors.explain(message, _format_upstream(flow))
        answer = error_responses.answer_failure(*explained)
        self._add_entry(forwarded, answer)

    def _add_entry(self, forwarded: _Forwarded, answer: Answer) -> None:
        seconds = time.perf_counter() - forwarded.began
        self.journal.add(journal.make_entry(forwarded.request, answer, seconds))


def _pass_on(flow: http.HTTPFlow, answer: Answer, original: Response, base_url: str | None) -> None:
    """Pass on the upstream's response, with links that lead to the base URL if there is one."""
    rewritten = answer.response
    if base_url is not None:
        rewritten = response_links.rewrite_links(rewritten, base_url)
    pass_on_response(flow, answer, rewritten if rewritten is not original else None)


def _format_upstream(flow: http.HTTPFlow) -> str:
    return str(Origin(flow.request.scheme, flow.request.host, flow.request.port))
