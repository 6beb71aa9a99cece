"""The shortest way from a request's bytes to its reply's, for what clients send all day.

In a mode that answers every request here and now, a whole HTTP/1.1 request of the plainest kind
needs none of mitmproxy's streams, which are made to forward: it is read, its hooks run, its reply
is written. Whatever else comes goes mitmproxy's own way, byte for byte as it came.
"""

import logging
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from mitmproxy import flow, http
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
from ringback_proxy.engine import wire_responses
from ringback_proxy.engine.hook_table import HookTable
from ringback_proxy.engine.quick_ack import QuickAck

logger = logging.getLogger(__name__)

_METHODS = (b"POST /", b"GET /", b"DELETE /")
# Behind each of these stands more than one plain message.
_UNUSUAL = frozenset(
    b"transfer-encoding expect upgrade http2-settings te trailer proxy-connection".split()
)
_CONNECTION = (b"keep-alive", b"close", b"Keep-Alive")
# In bytes. More is not worth reading again with each piece of it that comes in.
LARGEST = 65_536

_UNANSWERED = "Ringback itself failed, so nothing was forwarded; run again with -v for details."


def plain_request(data: bytes) -> tuple[http.Request, int, int] | None:
    """Read the head of a request of the plainest kind; give where its body begins and ends.

    None is given for any other bytes, be they wrong, unusual or only a part of a head.
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
        size = _size_of_plain_body(request)
    except ValueError:
        return None
    if request.data.http_version != b"HTTP/1.1" or size is None or size > LARGEST:
        return None
    if validate_request(HTTPMode.transparent, request, validate_inbound_headers=True) is not None:
        return None
    return request, end + 4, end + 4 + size


def _size_of_plain_body(request: http.Request) -> int | None:
    """Return how long a body is by its length alone; None where a header asks for more than that.

    Raises ValueError for a length that is none.
    """
    size = 0
    for name, value in request.headers.fields:
        lower = name.lower()
        if lower in _UNUSUAL or (lower == b"connection" and value not in _CONNECTION):
            return None
        if lower == b"content-length":
            size = parse_content_length(value)
    return size


@dataclass(frozen=True, slots=True)
class Begun:
    """A request whose head has been read: its flow, and where its body begins and ends."""

    flow: http.HTTPFlow
    begin: int
    end: int


class Http1FastPath:
    """Answers requests, while `is_offline` is true: each of them gets its answer from a hook."""

    def __init__(
        self, hooks: HookTable, quick_ack: QuickAck, is_offline: Callable[[], bool]
    ) -> None:
        self.hooks = hooks
        self.acknowledge = quick_ack.acknowledge
        self.is_offline = is_offline

    def is_for(self, connection: Context) -> bool:
        """Return whether every request of a connection is ours, whatever stands in it."""
        client, server = connection.client, connection.server
        if isinstance(client.proxy_mode, ReverseMode):
            return True
        host = server.address[0] if server.address else None
        return host_policy.find_twilio_host(client.sni, host) is not None

    def begin(
        self, connection: Context, request: http.Request, body: bytes | None
    ) -> Generator[commands.Command, None, http.HTTPFlow]:
        """Make the flow of a request whose head has come; its body is None until it is here."""
        begun = _flow(connection, request)
        request.data.content = body
        yield from self._hook(HttpRequestHeadersHook(begun))
        return begun

    def answer(self, begun: http.HTTPFlow, body: bytes) -> Generator[commands.Command, None, bool]:
        """Run the other hooks of a request, write its reply; say whether another may follow."""
        begun.request.data.content = body
        client, all_ran = begun.client_conn, (yield from self._run_hooks(begun))
        response = begun.response
        if _is_killed(begun):
            if not all_ran:  # mitmproxy, too, tells nobody who has been told of the response
                yield from self.give_up(begun)
        elif response is None:
            # Nothing may get past.
            logger.error("nobody answered %s %s", begun.request.method, begun.request.pretty_host)
            yield from self.give_up(begun, _UNANSWERED)
            reply = wire_responses.assembled(error_responses.make_response(500, _UNANSWERED))
            yield commands.SendData(client, reply)
        else:
            begun.live = False
            head = http1.assemble_response_head(response)
            yield commands.SendData(client, head + (response.raw_content or b""))
            if not _is_last(begun.request, response):
                return True
        begun.live = False
        yield commands.CloseConnection(client)
        return False

    def _run_hooks(self, begun: http.HTTPFlow) -> Generator[commands.Command, None, bool]:
        """Run the hooks from the request's to the response's; say whether all of them ran."""
        begun.request.timestamp_end = time.time()
        if not _is_killed(begun):
            yield from self._hook(HttpRequestHook(begun))
        if begun.response is None or _is_killed(begun):
            return False
        begun.response.timestamp_start = time.time()
        yield from self._hook(HttpResponseHeadersHook(begun))
        if begun.response is None or _is_killed(begun):
            return False
        begun.response.timestamp_end = time.time()
        yield from self._hook(HttpResponseHook(begun))
        return True

    def give_up(self, begun: http.HTTPFlow, why: str = "") -> Iterator[commands.Command]:
        """Tell the hooks that a request gets no answer."""
        begun.error = begun.error or flow.Error(why)
        yield from self._hook(HttpErrorHook(begun))
        begun.live = False

    def _hook(self, hook: commands.StartHook) -> Iterator[commands.Command]:
        """Run a hook here, or the way that mitmproxy runs it."""
        if not self.hooks.trigger_now(hook):
            yield hook


def _flow(connection: Context, request: http.Request) -> http.HTTPFlow:
    made = http.HTTPFlow(connection.client, connection.server)
    made.request = request
    made.live = True
    assert connection.server.address is not None
    request.data.host, request.data.port = connection.server.address[:2]
    request.data.scheme = b"https" if connection.server.tls else b"http"
    return made


def _is_killed(begun: http.HTTPFlow) -> bool:
    error = begun.error
    return error is not None and error.msg == flow.Error.KILLED_MESSAGE


def _is_last(request: http.Request, response: http.Response) -> bool:
    """Return whether nothing can come behind a reply on its connection."""
    if response.status_code == 101:  # and nothing here speaks what would follow
        return True
    asked, told = _names(request), _names(response)
    if b"connection" in asked and http1.connection_close("HTTP/1.1", request.headers):
        return True
    if b"connection" in told and http1.connection_close("HTTP/1.1", response.headers):
        return True
    return b"content-length" not in told and response.status_code not in (204, 304)


def _names(message: http.Message) -> frozenset[bytes]:
    """Return the names of a message's headers; to ask mitmproxy for one takes as long."""
    return frozenset(name.lower() for name, _ in message.headers.fields)
