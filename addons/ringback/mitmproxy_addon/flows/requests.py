"""Read the request in a flow, and point the flow at the upstream."""

from functools import lru_cache

from mitmproxy import http
from mitmproxy.net.http.url import parse_authority
from mitmproxy.proxy.mode_specs import ReverseMode

from ringback.http import content_encoding
from ringback.http.messages import Headers, Request
from ringback.http.origin import DEFAULT_PORTS, Origin
from ringback.mitmproxy_addon import source_header
from ringback.mitmproxy_addon.flows.messages import read_headers
from ringback.mitmproxy_addon.host_policy import find_twilio_host
from ringback.twilio.values import hosts

# The key in a flow's metadata of a path that was removed from the target, and belongs to the links.
BASE_PATH = "ringback_base_path"
# In bytes; more than any mode accepts, and quickly decoded.
_LARGEST = 8 * 1024 * 1024
# Headers that are meant for this proxy.
_OF_PROXIES = frozenset(
    name.lower().encode()
    for name in ("Proxy-Authorization", "Proxy-Connection", source_header.NAME)
)


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
    host = find_twilio_host(named, flow.client_conn.sni, flow.request.host)
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
    headers, body = read_headers(flow.request), flow.request.raw_content or b""
    if "content-encoding" in headers:
        headers, body = _decoded(headers, body)
    return Request(flow.request.method, scheme, host, port, flow.request.path, headers, body)


def _decoded(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
    """Return the headers and body of a request, decoded.

    Of a body that is too large when decoded only the beginning is returned: as it was sent it is
    small, and the size limit would let it pass.
    """
    try:
        decoded = content_encoding.decode(headers, body, _LARGEST)
    except content_encoding.TooLargeError as error:
        return headers, error.beginning
    except ValueError:
        return headers, body
    return headers.without("content-encoding"), decoded


def send_to_upstream(flow: http.HTTPFlow, request: Request, upstream: Origin | None) -> None:
    """Point a flow at the upstream, or at the API itself where it came over the base URL.

    `Host`, SNI and certificate are then the upstream's, which learns from `X-Forwarded-Host` which
    of Twilio's hosts it stands in for; the recording keeps the URL that the client asked for.
    Trailers are dropped: mitmproxy cannot send them over HTTP/1.
    """
    flow.request.trailers = None
    _drop_headers_of_proxies(flow.request.headers)
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


def _drop_headers_of_proxies(headers: http.Headers) -> None:
    # In one pass: to look one name up, mitmproxy reads all of the headers.
    kept = tuple(field for field in headers.fields if field[0].lower() not in _OF_PROXIES)
    if len(kept) < len(headers.fields):
        headers.fields = kept
