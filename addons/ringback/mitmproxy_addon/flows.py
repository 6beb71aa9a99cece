"""Conversion between mitmproxy's flows and requests, responses and answers; no decisions."""

import logging
from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from operator import methodcaller

from mitmproxy import http
from mitmproxy.net.http.status_codes import RESPONSES
from mitmproxy.net.http.url import parse_authority
from mitmproxy.proxy.mode_specs import ReverseMode

from ringback.http import content_encoding
from ringback.http.messages import Headers, Request, Response
from ringback.http.origin import DEFAULT_PORTS, Origin
from ringback.mitmproxy_addon import error_responses, host_policy, response_links, source_header
from ringback.modes.base import Answer
from ringback.modes.injection import Injection
from ringback.twilio.values import hosts

logger = logging.getLogger(__name__)

_FAILED = "Ringback itself failed, so nothing was forwarded; run again with -v for the details."
# The key in a flow's metadata of a path that was removed from the target, and belongs to the links.
BASE_PATH = "ringback_base_path"
# The key in a flow's metadata of the fault that its client gets the response with.
INJECTION = "ringback_injection"
# What an engine sends that cannot break a connection as a fault asks.
_NOT_INJECTED = error_responses.make_response(
    500, "the fault cannot be injected with this engine; see RINGBACK_ENGINE in the documentation."
)
# They belong to one connection, or describe bytes that are not passed on.
_CONNECTION_HEADERS = frozenset(
    b"connection content-length expect host keep-alive proxy-authenticate proxy-authorization "
    b"proxy-connection te trailer transfer-encoding ringback".split()
)
_SET_HERE = frozenset(("connection", "transfer-encoding", "ringback"))
# In bytes; more than any mode accepts, and quickly decoded.
_LARGEST_REQUEST = 8 * 1024 * 1024


def is_large(message: http.Message, limit: int) -> bool:
    """Return whether a message's body has more bytes than the limit, or may have once decoded."""
    body = message.raw_content or b""
    names = (name.lower() for name, _ in message.headers.fields)
    return len(body) > limit or (bool(body) and b"content-encoding" in names)


def is_over_base_url(flow: http.HTTPFlow) -> bool:
    """Return whether a request came over the base-URL listener."""
    return isinstance(flow.client_conn.proxy_mode, ReverseMode)


def client_base_url(flow: http.HTTPFlow) -> str:
    """Return the base URL as the client spelled it, with the path that was removed, if any."""
    own = Origin("http", *flow.client_conn.sockname[:2])
    path = flow.metadata.get(BASE_PATH, "")
    return f"http://{flow.request.host_header or own.authority}{path}"


def read_request(flow: http.HTTPFlow) -> Request | None:
    """Return the request to Twilio in a flow, or None if it is for another host."""
    if is_over_base_url(flow):
        return make_request(flow, "https", hosts.API_HOST, 443)
    named, port = _host_header(flow)
    host = host_policy.find_twilio_host(named, flow.client_conn.sni, flow.request.host)
    if host is None:
        return None
    scheme = flow.request.scheme
    if named is None or hosts.normalize(named) != host:
        port = flow.request.port
    return make_request(flow, scheme, host, port or DEFAULT_PORTS.get(scheme, flow.request.port))


def _host_header(flow: http.HTTPFlow) -> tuple[str | None, int | None]:
    authority = flow.request.host_header
    return _parsed(authority) if authority else (None, None)


@lru_cache(maxsize=256)  # clients ask the same host again and again
def _parsed(authority: str) -> tuple[str | None, int | None]:
    try:
        return parse_authority(authority, check=False)
    except ValueError:  # pragma: no cover - mitmproxy's parser of today accepts everything
        return None, None


def make_request(flow: http.HTTPFlow, scheme: str, host: str, port: int) -> Request:
    """Return the request in a flow, its body decoded, as one to an origin."""
    headers, body = _fields(flow.request), flow.request.raw_content or b""
    if "content-encoding" in headers:
        headers, body = _decoded(headers, body)
    return Request(flow.request.method, scheme, host, port, flow.request.path, headers, body)


def _decoded(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """Return the headers and body of a request, decoded.

    Of a body that is too large when decoded only the beginning is returned: as it was sent it is
    small, and the size limit would let it pass.
    """
    try:
        decoded = content_encoding.decode(headers, body, _LARGEST_REQUEST)
    except content_encoding.TooLargeError as error:
        return headers, error.beginning
    except ValueError:
        return headers, body
    return headers.without("content-encoding"), decoded


def read_response(response: http.Response, method: str = "GET") -> Response:
    """Return the upstream's response with its body decoded; `response` itself is not changed.

    The response to HEAD keeps the length and coding of the body that GET would have.
    """
    headers, body = _fields(response), response.raw_content or b""
    if method == "HEAD" and not body:
        lengths = response.headers.get_all("content-length")
        headers = Headers((*headers, *(("Content-Length", length) for length in lengths)))
    elif "content-encoding" in response.headers:
        headers, body = content_encoding.decode_or_keep(headers, body)
    return Response(response.status_code, headers, body, response.reason)


def _fields(message: http.Message) -> Headers:
    """Return the headers of a message without those of its connection."""
    return Headers(
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, value in message.headers.fields
        if name.lower() not in _CONNECTION_HEADERS
    )


def answer(flow: http.HTTPFlow, answer: Answer) -> None:
    """Set a flow's response from an answer, with links as the client can follow them."""
    response = answer.response
    if answer.injection is not None:
        flow.metadata[INJECTION] = answer.injection
        response = response if response.status else _NOT_INJECTED
    if is_over_base_url(flow):
        response = response_links.rewrite_links(response, client_base_url(flow))
    _set_response(flow, response, source_header.format_source(answer))


def find_injection(flow: http.HTTPFlow) -> Injection | None:
    """Return the fault that the client gets the response with; None for nearly every flow."""
    injection: Injection | None = flow.metadata.get(INJECTION) if flow.metadata else None
    return injection


def refuse(flow: http.HTTPFlow) -> None:
    """Answer a flow that failed here with a 500, or close it: it must not be forwarded."""
    try:
        answer(flow, error_responses.answer_failure(500, _FAILED))
    except Exception:  # mitmproxy would forward the request
        logger.exception("a request could not even be refused")
        flow.kill()


def _set_response(flow: http.HTTPFlow, response: Response, source: str) -> None:
    head = flow.request.method == "HEAD"
    bodyless = head or response.status in (204, 304)
    # The answer to HEAD keeps the length that GET would have had, and a body sent with it would be
    # taken for the next answer.
    length = b"%d" % len(response.body) if not bodyless or (head and response.body) else None
    dropped = _SET_HERE if length is None else _SET_HERE | {"content-length"}
    # One look at all of them is enough for nearly every response.
    together = "".join(chain.from_iterable(response.headers))
    broken = "\n" in together or "\r" in together
    encode = _on_one_line if broken else _encode
    fields = [
        (encode(name), encode(value))
        for name, value in response.headers
        if name.lower() not in dropped
    ]
    if length is not None:
        fields.append((b"Content-Length", length))
    fields.append((source_header.NAME.encode(), source.encode()))
    now = flow.request.timestamp_end or flow.request.timestamp_start
    flow.response = http.Response(
        http_version=b"HTTP/1.1",
        status_code=response.status,
        reason=_on_one_line(response.reason or RESPONSES.get(response.status, "")),
        headers=http.Headers(fields),
        content=b"" if bodyless else response.body,
        trailers=None,
        timestamp_start=now,
        timestamp_end=now,
    )


# Runs no Python.
_encode: Callable[[str], bytes] = methodcaller("encode", "utf-8", "surrogateescape")


def _on_one_line(text: str) -> bytes:
    """Return header text as it is sent: without line breaks, which would begin a header."""
    line = _encode(text)
    return b" ".join(line.split()) if b"\n" in line or b"\r" in line else line


def pass_on(flow: http.HTTPFlow, answer: Answer, rewritten: Response | None = None) -> None:
    """Pass on the upstream's response, marked, with the links of `rewritten` if given.

    Trailers are dropped: mitmproxy cannot send them over HTTP/1.
    """
    assert flow.response is not None
    if rewritten is not None:
        _set_links(flow.response, rewritten)
    flow.response.trailers = None
    flow.response.headers[source_header.NAME] = source_header.format_source(answer)
    if answer.injection is not None:
        flow.metadata[INJECTION] = answer.injection


def _set_links(response: http.Response, rewritten: Response) -> None:
    """Set the body and the headers with links, and nothing else that the upstream sent.

    A body that is as it was is not set: that would set Content-Length, which HEAD needs.
    """
    if response.get_content(strict=False) != rewritten.body:
        response.content = rewritten.body
    for name in response_links.HEADERS:
        if name in rewritten.headers:
            response.headers.set_all(name, rewritten.headers.all(name))


def send_to(flow: http.HTTPFlow, request: Request, upstream: Origin | None) -> None:
    """Point a flow at the upstream, or at the API itself where it came over the base URL.

    `Host`, SNI and certificate are then the upstream's, which learns from `X-Forwarded-Host` which
    of Twilio's hosts it stands in for; the recording keeps the URL that the client asked for.
    Trailers are dropped: mitmproxy cannot send them over HTTP/1.
    """
    flow.request.trailers = None
    for name in ("Proxy-Authorization", "Proxy-Connection", source_header.NAME):
        flow.request.headers.pop(name, None)
    if flow.request.raw_content and "Transfer-Encoding" not in flow.request.headers:
        # An HTTP/2 client may omit it, but without it an HTTP/1 upstream sees no body.
        flow.request.headers["Content-Length"] = str(len(flow.request.raw_content))
    if upstream is None:
        if not is_over_base_url(flow):
            return
        upstream = Origin(request.scheme, request.host, request.port)
    else:
        flow.request.headers["X-Forwarded-Host"] = request.host
    flow.request.scheme, flow.request.port = upstream.scheme, upstream.port
    flow.request.host = upstream.host
    flow.request.host_header = upstream.authority
