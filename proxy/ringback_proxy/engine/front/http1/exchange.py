"""One request and its reply: a flow of mitmproxy's, and its hooks in mitmproxy's order."""

import logging
import time
from collections.abc import Awaitable, Generator
from dataclasses import dataclass

from mitmproxy import flow, http
from mitmproxy.connection import Client, Server

from ringback.mitmproxy_addon import error_responses
from ringback.mitmproxy_addon.flows.responses import find_injection
from ringback.modes.injection import Injection
from ringback_proxy.engine import wire_responses
from ringback_proxy.engine.front.addon_hooks import AddonHooks, Steps
from ringback_proxy.engine.front.http1.request_head import Head

logger = logging.getLogger(__name__)

_UNANSWERED = "Ringback itself failed, so nothing was forwarded; run again with -v for details."
_NO_BODY = (204, 304)


@dataclass(frozen=True, slots=True)
class Reply:
    """The bytes of a reply, empty for none; `last` is whether the connection ends with it.

    `injection` is the fault that the client gets it with.
    """

    data: bytes
    last: bool
    injection: Injection | None = None


def make_flow(client: Client, server: Server, head: Head, body: bytes | None) -> http.HTTPFlow:
    """Return the flow of a request; `body` is None while it is incomplete."""
    assert server.address is not None
    made = http.HTTPFlow(client, server)
    made.request = http.Request(
        host=server.address[0],
        port=server.address[1],
        method=head.method,
        scheme=b"https" if server.tls else b"http",
        authority=b"",
        path=head.target,
        http_version=head.version,
        headers=http.Headers(head.fields),
        content=body,
        trailers=None,
        timestamp_start=time.time(),
        timestamp_end=None,
    )
    made.live = True
    return made


def answer(
    hooks: AddonHooks, started: http.HTTPFlow, body: bytes
) -> Generator[Awaitable[object], None, Reply]:
    """Run the hooks of a request that is complete; return its reply.

    Nothing is forwarded: a request that no addon answers gets a 500.
    """
    started.request.data.content = body
    started.request.timestamp_end = time.time()
    all_ran = yield from _run_hooks(hooks, started)
    response = started.response
    if _is_killed(started):
        if not all_ran:  # as by mitmproxy: no error hook after the response hook
            yield from give_up(hooks, started)
        reply = Reply(b"", last=True)
    elif response is None:
        request = started.request
        logger.error("no addon answered %s %s", request.method, request.pretty_host)
        yield from give_up(hooks, started, _UNANSWERED)
        refusal = error_responses.make_response(500, _UNANSWERED)
        reply = Reply(wire_responses.assemble(refusal), last=True)
    else:
        injection = find_injection(started)
        reply = Reply(wire_responses.encode(response), _is_last(response), injection)
    started.live = False
    return reply


def give_up(hooks: AddonHooks, started: http.HTTPFlow, reason: str = "") -> Steps:
    """Run the error hook of a request that gets no answer."""
    started.error = started.error or flow.Error(reason)
    yield from hooks.trigger_flow("error", started)
    started.live = False


def _run_hooks(
    hooks: AddonHooks, started: http.HTTPFlow
) -> Generator[Awaitable[object], None, bool]:
    """Run the hooks of the request and the response; return whether all of them ran."""
    if not _is_killed(started):
        yield from hooks.trigger_flow("request", started)
    if started.response is None or _is_killed(started):
        return False
    started.response.timestamp_start = time.time()
    yield from hooks.trigger_flow("responseheaders", started)
    if started.response is None or _is_killed(started):
        return False
    started.response.timestamp_end = time.time()
    yield from hooks.trigger_flow("response", started)
    return True


def _is_killed(started: http.HTTPFlow) -> bool:
    error = started.error
    return error is not None and error.msg == flow.Error.KILLED_MESSAGE


def _is_last(response: http.Response) -> bool:
    """Return whether a reply ends its connection."""
    if response.status_code == 101:  # no other protocol is supported here
        return True
    sized = response.status_code in _NO_BODY
    for name, value in response.headers.fields:
        lower = name.lower()
        if lower == b"connection" and b"close" in value.lower():
            return True
        sized |= lower == b"content-length"
    return not sized
