"""Read flows that mitmproxy has saved (`w` in its console, `mitmdump -w`, mitmweb's Save)."""

from collections.abc import Iterator
from pathlib import Path

from mitmproxy.flow import Flow
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader

from ringback.cassette.format.foreign import explain_foreign
from ringback.cassette.model import Interaction
from ringback.errors import CassetteError
from ringback.importing.eligibility import check_request
from ringback.importing.exchange import Found, ImportedExchange, LeftOut, UnusableError
from ringback.mitmproxy_addon.flows.requests import make_request
from ringback.mitmproxy_addon.flows.responses import read_response
from ringback.mitmproxy_addon.host_policy import find_twilio_host

_SEARCHED = 65_536  # bytes


def read_flow_file(path: Path) -> Iterator[Found]:
    """Yield what each flow of a file is, in the order of the file.

    Raises CassetteError if the file cannot be read, or is damaged or from a newer mitmproxy.
    """
    index = 0
    try:
        with path.open("rb") as file:
            foreign = explain_foreign(file.peek(_SEARCHED), path, "mitmproxy")
            if foreign:
                raise CassetteError(foreign, path)
            for index, flow in enumerate(FlowReader(file).stream(), 1):
                yield _read_flow(flow, f"flow {index}")
    except OSError as error:
        raise CassetteError(f"cannot be read: {error.strerror}", path) from None
    except CassetteError:
        raise
    except Exception as error:  # noqa: BLE001 - mitmproxy's reader raises anything for damaged data
        reason = str(error) or type(error).__name__
        message = f"flow {index + 1} cannot be read by the mitmproxy that is installed: {reason}"
        raise CassetteError(message, path) from None


def _read_flow(flow: Flow, place: str) -> Found:
    if not isinstance(flow, HTTPFlow):
        return LeftOut(place, "", f"{flow.type.upper()}, not HTTP")
    shown = f"{flow.request.method} {flow.request.pretty_url.partition('?')[0]}"
    host = find_twilio_host(flow.request.pretty_host, flow.client_conn.sni, flow.request.host)
    request = make_request(
        flow, flow.request.scheme, host or flow.request.pretty_host, flow.request.port
    )
    refusal = check_request(request, place)
    if refusal is not None:
        return refusal
    try:
        _check_flow(flow)
    except UnusableError as error:
        return LeftOut(place, shown, str(error))
    assert flow.response is not None
    response = read_response(flow.response, request.method)
    return ImportedExchange(place, Interaction(request, response))


def _check_flow(flow: HTTPFlow) -> None:
    """Raise UnusableError for a flow that is not a whole exchange."""
    if flow.websocket is not None:
        raise UnusableError("a WebSocket")
    if flow.response is None or flow.response.status_code < 200:
        message = flow.error.msg if flow.error is not None else "it was not finished"
        raise UnusableError(f"there is no reply: {message}")
    if flow.request.raw_content is None or flow.response.raw_content is None:
        raise UnusableError("a body was streamed, and is not in the file")
