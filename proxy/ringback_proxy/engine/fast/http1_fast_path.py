"""Answers plain HTTP/1.1 requests without mitmproxy's streams, which are made to forward.

In an offline mode a plain request is parsed, its hooks are run and its reply is written.
Everything else is handed to mitmproxy unchanged.
"""

import logging
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from mitmproxy import flow, http
from mitmproxy.connection import Client
from mitmproxy.net.http import http1
from mitmproxy.net.http.validate import parse_content_length
from mitmproxy.proxy import commands
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode, validate_request
from mitmproxy.proxy.layers.http._hooks import (
    HttpErrorHook,
    HttpRequestHeadersHook,
    HttpRequestHook,
    HttpResponseHeadersHook,
    HttpResponseHook,
)
from mitmproxy.proxy.mode_specs import ReverseMode

from ringback.mitmproxy_addon import error_responses, host_policy
from ringback_proxy.engine.fast import wire_responses
from ringback_proxy.engine.fast.hook_table import HookTable
from ringback_proxy.engine.fast.quick_ack import QuickAck

logger = logging.getLogger(__name__)

_METHODS = (b"POST /", b"GET /", b"DELETE /")
# A request with one of these is more than one plain message.
_UNUSUAL_HEADERS = frozenset(
    b"transfer-encoding expect upgrade http2-settings te trailer proxy-connection".split()
)
_CONNECTION = (b"keep-alive", b"close", b"Keep-Alive")
# In bytes. A larger request would be parsed again with each piece that arrives.
SIZE_LIMIT = 65_536

_UNANSWERED = "Ringback itself failed, so nothing was forwarded; run again with -v for details."


def parse_plain_request(data: bytes) -> tuple[http.Request, int, int] | None:
    """Parse the head of a plain request; return it with the offsets of its body's begin and end.

    Return None for all other bytes: malformed, unusual, or an incomplete head.
    """
    end = data.find(b"\r\n\r\n")
    if end < 0 or not data.startswith(_METHODS):
        return None
    lines = data[:end].split(b"\r\n")
    breaks = len(lines) - 1
    if data.count(b"\n", 0, end) != breaks or data.count(b"\r", 0, end) != breaks:
        return None
    if any(line[:1] in (b" ", b"\t", b"") for line in lines):
        return None
    try:
        request = http1.read_request_head(lines)
        size = _parse_body_size(request)
    except ValueError:
        return None
    if request.data.http_version != b"HTTP/1.1" or size is None or size > SIZE_LIMIT:
        return None
    if validate_request(HTTPMode.transparent, request, validate_inbound_headers=True) is not None:
        return None
    return request, end + 4, end + 4 + size


def _parse_body_size(request: http.Request) -> int | None:
    """Return the size of a body in bytes; None if the request has an unusual header.

    Raises ValueError for a malformed length.
    """
    size = 0
    for name, value in request.headers.fields:
        lower = name.lower()
        if lower in _UNUSUAL_HEADERS or (lower == b"connection" and value not in _CONNECTION):
            return None
        if lower == b"content-length":
            size = parse_content_length(value)
    return size


@dataclass(frozen=True, slots=True)
class StartedRequest:
    """A request whose head has been parsed: its flow, and the offsets of its body."""

    flow: http.HTTPFlow
    begin: int
    end: int


class Http1FastPath:
    """Answers a client's requests while `is_offline` is true: each gets its answer from a hook."""

    def __init__(
        self, hooks: HookTable, quick_ack: QuickAck, is_offline: Callable[[Client], bool]
    ) -> None:
        self.hooks = hooks
        self.acknowledge = quick_ack.acknowledge
        self.is_offline = is_offline

    def is_for(self, connection: Context) -> bool:
        """Return whether every request of a connection is for Twilio, whatever its head says."""
        client, server = connection.client, connection.server
        if isinstance(client.proxy_mode, ReverseMode):
            return True
        host = server.address[0] if server.address else None
        return host_policy.find_twilio_host(client.sni, host) is not None

    def begin(
        self, connection: Context, request: http.Request, body: bytes | None
    ) -> Generator[commands.Command, None, http.HTTPFlow]:
        """Return the flow of a request; `body` is None while it is incomplete."""
        started = _make_flow(connection, request)
        request.data.content = body
        yield from self._hook(HttpRequestHeadersHook(started))
        return started

    def answer(
        self, started: http.HTTPFlow, body: bytes
    ) -> Generator[commands.Command, None, bool]:
        """Run a request's other hooks and write its reply; return whether another may follow."""
        started.request.data.content = body
        client, all_ran = started.client_conn, (yield from self._run_hooks(started))
        response = started.response
        if _is_killed(started):
            if not all_ran:  # like mitmproxy: no error hook after the response hook
                yield from self.give_up(started)
        elif response is None:
            # Nothing may be forwarded.
            logger.error(
                "no addon answered %s %s", started.request.method, started.request.pretty_host
            )
            yield from self.give_up(started, _UNANSWERED)
            reply = wire_responses.assemble(error_responses.make_response(500, _UNANSWERED))
            yield commands.SendData(client, reply)
        else:
            started.live = False
            head = http1.assemble_response_head(response)
            yield commands.SendData(client, head + (response.raw_content or b""))
            if not _is_last(started.request, response):
                return True
        started.live = False
        yield commands.CloseConnection(client)
        return False

    def _run_hooks(self, started: http.HTTPFlow) -> Generator[commands.Command, None, bool]:
        """Run the hooks of the request and the response; return whether all of them ran."""
        started.request.timestamp_end = time.time()
        if not _is_killed(started):
            yield from self._hook(HttpRequestHook(started))
        if started.response is None or _is_killed(started):
            return False
        started.response.timestamp_start = time.time()
        yield from self._hook(HttpResponseHeadersHook(started))
        if started.response is None or _is_killed(started):
            return False
        started.response.timestamp_end = time.time()
        yield from self._hook(HttpResponseHook(started))
        return True

    def give_up(self, started: http.HTTPFlow, reason: str = "") -> Iterator[commands.Command]:
        """Run the error hook of a request that gets no answer."""
        started.error = started.error or flow.Error(reason)
        yield from self._hook(HttpErrorHook(started))
        started.live = False

    def _hook(self, hook: commands.StartHook) -> Iterator[commands.Command]:
        """Run a hook directly if possible, else have mitmproxy run it."""
        if not self.hooks.trigger_now(hook):
            yield hook


def _make_flow(connection: Context, request: http.Request) -> http.HTTPFlow:
    made = http.HTTPFlow(connection.client, connection.server)
    made.request = request
    made.live = True
    assert connection.server.address is not None
    request.data.host, request.data.port = connection.server.address[:2]
    request.data.scheme = b"https" if connection.server.tls else b"http"
    return made


def _is_killed(started: http.HTTPFlow) -> bool:
    error = started.error
    return error is not None and error.msg == flow.Error.KILLED_MESSAGE


def _is_last(request: http.Request, response: http.Response) -> bool:
    """Return whether a reply is the last one of its connection."""
    if response.status_code == 101:  # no other protocol is supported here
        return True
    requested, replied = _header_names(request), _header_names(response)
    if b"connection" in requested and http1.connection_close("HTTP/1.1", request.headers):
        return True
    if b"connection" in replied and http1.connection_close("HTTP/1.1", response.headers):
        return True
    return b"content-length" not in replied and response.status_code not in (204, 304)


def _header_names(message: http.Message) -> frozenset[bytes]:
    """Return the names of a message's headers; one look-up in mitmproxy's headers takes as long."""
    return frozenset(name.lower() for name, _ in message.headers.fields)
