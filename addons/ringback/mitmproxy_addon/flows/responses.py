"""Read the response in a flow, and answer the flow."""

import logging
from collections.abc import Callable
from itertools import chain
from operator import methodcaller

from mitmproxy import http
from mitmproxy.net.http.status_codes import RESPONSES

from ringback.http import content_encoding
from ringback.http.messages import Headers, Response
from ringback.mitmproxy_addon import error_responses, response_links, source_header
from ringback.mitmproxy_addon.flows.messages import read_headers
from ringback.mitmproxy_addon.flows.requests import client_base_url, is_over_base_url
from ringback.modes.injection import Injection
from ringback.modes.outcomes import Answer

logger = logging.getLogger(__name__)

# The key in a flow's metadata of the fault that its client gets the response with.
INJECTION = "ringback_injection"
# What an engine sends that cannot break a connection as a fault asks.
_NOT_INJECTED = error_responses.make_response(
    500, "the fault cannot be injected with this engine; see RINGBACK_ENGINE in the documentation."
)
_FAILED = "Ringback itself failed, so nothing was forwarded; run again with -v for the details."
_SET_HERE = frozenset(("connection", "transfer-encoding", "ringback"))
_SET_HERE_WITH_LENGTH = _SET_HERE | {"content-length"}


def read_response(response: http.Response, method: str = "GET") -> Response:
    """Return the upstream's response with its body decoded; `response` itself is not changed.

    The response to HEAD keeps the length and coding of the body that GET would have.
    """
    headers, body = read_headers(response), response.raw_content or b""
    if method == "HEAD" and not body:
        lengths = response.headers.get_all("content-length")
        headers = Headers((*headers, *(("Content-Length", length) for length in lengths)))
    elif "content-encoding" in response.headers:
        headers, body = content_encoding.decode_or_keep(headers, body)
    return Response(response.status_code, headers, body, response.reason)


def answer_flow(flow: http.HTTPFlow, answer: Answer) -> None:
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


def refuse_flow(flow: http.HTTPFlow) -> None:
    """Answer a flow that failed here with a 500, or close it: it must not be forwarded."""
    try:
        answer_flow(flow, error_responses.answer_failure(500, _FAILED))
    except Exception:  # mitmproxy would forward the request
        logger.exception("a request could not even be refused")
        flow.kill()


def pass_on_response(
    flow: http.HTTPFlow, answer: Answer, rewritten: Response | None = None
) -> None:
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


def _set_response(flow: http.HTTPFlow, response: Response, source: str) -> None:
    head = flow.request.method == "HEAD"
    bodyless = head or response.status in (204, 304)
    # The answer to HEAD keeps the length that GET would have had, and a body sent with it would be
    # taken for the next answer.
    length = b"%d" % len(response.body) if not bodyless or (head and response.body) else None
    now = flow.request.timestamp_end or flow.request.timestamp_start
    flow.response = http.Response(
        http_version=b"HTTP/1.1",
        status_code=response.status,
        reason=_on_one_line(response.reason or RESPONSES.get(response.status, "")),
        headers=http.Headers(_make_fields(response, length, source)),
        content=b"" if bodyless else response.body,
        trailers=None,
        timestamp_start=now,
        timestamp_end=now,
    )


def _make_fields(
    response: Response, length: bytes | None, source: str
) -> list[tuple[bytes, bytes]]:
    """Return the header fields of a response, with its length if that is known."""
    dropped = _SET_HERE if length is None else _SET_HERE_WITH_LENGTH
    # One look at all of them is enough for nearly every response.
    together = "".join(chain.from_iterable(response.headers))
    encode = _on_one_line if "\n" in together or "\r" in together else _encode
    fields = [
        (encode(name), encode(value))
        for name, value in response.headers
        if name.lower() not in dropped
    ]
    if length is not None:
        fields.append((b"Content-Length", length))
    fields.append((source_header.NAME.encode(), source.encode()))
    return fields


# Runs no Python.
_encode: Callable[[str], bytes] = methodcaller("encode", "utf-8", "surrogateescape")


def _on_one_line(text: str) -> bytes:
    """Return header text as it is sent: without line breaks, which would begin a header."""
    line = _encode(text)
    return b" ".join(line.split()) if b"\n" in line or b"\r" in line else line
