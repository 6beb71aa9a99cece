"""Decides from a connection's first bytes who serves it: the front, the control API, mitmproxy."""

import asyncio
import re
from typing import Any

from ringback.mitmproxy_addon import error_responses
from ringback_proxy.engine import wire_responses
from ringback_proxy.engine.front import connect_request
from ringback_proxy.engine.front.base_url import BaseUrl
from ringback_proxy.engine.front.endpoint import Endpoint
from ringback_proxy.engine.front.http1 import limits, request_head
from ringback_proxy.engine.front.tunnel import Tunnel

# A method and the first byte of a target; methods are short.
_BEGINNING = re.compile(rb"(?P<method>[A-Z]{1,24}) (?P<target>/?)")
_BEGINNING_PART = re.compile(rb"[A-Z]{1,24} ?")


class FirstBytes(asyncio.Protocol):
    """Reads a new connection until it is clear who serves it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._data = b""
        self._timer = limits.RequestTimer(self._refuse_slow)
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first bytes."""
        self._transport = transport
        self._endpoint.connections.add(transport)
        self._timer.start_idle(transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Forget the connection."""
        self._timer.stop()
        self._endpoint.connections.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        """Decide, or wait for more."""
        self._data += data
        self._timer.note_activity()
        if self._decide():
            self._timer.stop()
        else:
            self._timer.start_request()

    def _decide(self) -> bool:
        """Pass the connection on; return False if more has to be known."""
        beginning = _BEGINNING.match(self._data)
        if beginning is None:
            if _BEGINNING_PART.fullmatch(self._data):
                return False
            self._endpoint.hand_over(self._transport, self._data)
        elif beginning["method"] == b"CONNECT" and not beginning["target"]:
            return self._connect()
        elif beginning["target"]:
            return self._ask_here(beginning.end() - 1)
        elif beginning.end() == len(self._data):
            return False
        else:
            self._endpoint.hand_over(self._transport, self._data)
        return True

    def _connect(self) -> bool:
        end = request_head.find_end(self._data)
        if end is None and self._may_become_connect():
            return False
        request = connect_request.parse(self._data[:end]) if end else None
        served = self._endpoint.make_client(self._transport)
        is_proxy = self._endpoint.base_url_target is None
        if request is None or not is_proxy or not self._endpoint.is_offline(served.client):
            self._endpoint.hand_over(self._transport, self._data)
            return True
        tunnel = Tunnel(self._endpoint, self._transport, served, request)
        self._transport.set_protocol(tunnel)
        tunnel.start(self._data[end:])
        return True

    def _may_become_connect(self) -> bool:
        short = len(self._data) <= limits.CONNECT_LIMIT
        return short and request_head.may_become_ordinary(self._data)

    def _ask_here(self, begin: int) -> bool:
        """Pass on a request in origin form, whose target begins at an offset."""
        prefix, target = self._endpoint.control_prefix, self._data[begin:]
        if prefix is not None and prefix.startswith(target) and target != prefix:
            return False
        if self._endpoint.is_control(target):
            self._endpoint.pass_to_control(self._transport, self._data)
        elif self._endpoint.base_url_target is not None:
            BaseUrl(self._endpoint, self._transport).start(self._data)
        else:
            self._endpoint.hand_over(self._transport, self._data)
        return True

    def _refuse_slow(self) -> None:
        """Refuse a head that has not arrived in time."""
        message = limits.TOO_SLOW.format(self._timer.timeout)
        refusal = error_responses.make_response(408, message)
        self._transport.write(wire_responses.assemble(refusal))
        self._transport.close()
