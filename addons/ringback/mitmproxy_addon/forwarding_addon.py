"""The addon for modes that reach Twilio: sends requests on, and has the mode learn the answers.

Apart from `Conversations`, because its `response` is a coroutine, and a hook that nobody has to
wait for is quicker without.
"""

import logging
import time
from dataclasses import dataclass

from mitmproxy import http

from ringback import journal
from ringback.errors import RingbackError
from ringback.http.messages import Request
from ringback.journal import Journal
from ringback.mitmproxy_addon import base_url_links, error_responses, flows, upstream_errors
from ringback.mitmproxy_addon.addon import Conversations
from ringback.modes.base import Answer, Mode, Source
from ringback.settings.parsers import Upstream
from ringback.twilio.values import hosts

logger = logging.getLogger(__name__)

# In a flow's metadata while it is forwarded and not answered.
FORWARDED = "ringback_forwarded"


@dataclass(frozen=True, slots=True)
class _Forwarded:
    request: Request
    began: float
    base_url: str | None


class ForwardingConversations(Conversations):
    """Intercepts requests to the Conversations API and forwards what the mode does not answer."""

    def __init__(self, mode: Mode, journal: Journal, upstream: Upstream | None = None) -> None:
        super().__init__(mode, journal)
        self.upstream = upstream
        self._warned: set[str] = set()

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Warn of another Twilio host, which is tunnelled and so not even seen."""
        super().http_connect(flow)
        self._lets_pass(hosts.normal(flow.request.host))

    def _lets_pass(self, host: str) -> bool:
        """Return whether a host is Twilio's but not the API's, and warn once if it is."""
        other = hosts.is_twilio(host) and not hosts.is_conversations(host)
        if self.mode.offline or not other:
            return False
        if host not in self._warned:
            self._warned.add(host)
            logger.warning("%s is tunnelled, not recorded; replay will refuse it", host)
        return True

    def _forward(self, flow: http.HTTPFlow, request: Request, began: float) -> None:
        base = flows.base_url(flow) if flows.over_base_url(flow) else None
        flows.send_to(flow, request, self.upstream)
        # Last: what failed on the way here is answered by us, and must not be learnt.
        flow.metadata[FORWARDED] = _Forwarded(request, began, base)
        self.in_flight += 1

    async def response(self, flow: http.HTTPFlow) -> None:
        """Let the mode learn what the upstream answered, before the client gets it."""
        forwarded = flow.metadata.pop(FORWARDED, None)
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
        except RingbackError as error:
            answer = error_responses.failure(500, f"the answer could not be recorded: {error}")
            flows.answer_with(flow, answer.response, error_responses.header_value(answer))
        else:
            moved = None
            if forwarded.base_url is not None:
                candidate = base_url_links.moved(response, forwarded.base_url)
                moved = candidate if candidate is not response else None
            flows.pass_on(flow, error_responses.header_value(answer), moved)
        seconds = time.perf_counter() - forwarded.began
        self.journal.add(journal.entry(forwarded.request, answer, seconds))

    def error(self, flow: http.HTTPFlow) -> None:
        """Note that a forwarded request got no answer from the upstream."""
        forwarded = flow.metadata.pop(FORWARDED, None)
        if forwarded is None:
            return
        self.in_flight -= 1
        message = flow.error.msg if flow.error else "no answer"
        if flow.metadata.get(upstream_errors.TIMED_OUT):
            message = upstream_errors.TIMED_OUT
        elif not flow.client_conn.connected:
            message = upstream_errors.CLIENT_LEFT
        to = Upstream(flow.request.scheme, flow.request.host, flow.request.port)
        answer = error_responses.failure(*upstream_errors.explain(message, to.origin))
        seconds = time.perf_counter() - forwarded.began
        self.journal.add(journal.entry(forwarded.request, answer, seconds))
