"""A connection to the base URL, where every request is the API's or the control API's."""

from typing import Any

from ringback_proxy.engine.front import steps
from ringback_proxy.engine.front.endpoint import Endpoint
from ringback_proxy.engine.front.http1.request_head import Head
from ringback_proxy.engine.front.http1.server import Http1Server


class BaseUrl:
    """Serves requests in origin form, as long as none has to be forwarded."""

    def __init__(self, endpoint: Endpoint, transport: Any) -> None:
        self._endpoint = endpoint
        self._transport = transport
        self._served = endpoint.make_client(transport)
        self._served.server.address = endpoint.base_url_target

    def start(self, data: bytes) -> None:
        """Serve requests; `data` is what has been read of them."""
        if not self._endpoint.is_offline(self._served.client):
            self._endpoint.hand_over(self._transport, data)
            return
        self._transport.pause_reading()
        steps.run(self._served.begin(self._endpoint.hooks), lambda: self._serve(data))

    def _serve(self, data: bytes) -> None:
        if self._served.client.error or self._transport.is_closing():
            self._transport.close()
            steps.run(self._served.end(self._endpoint.hooks))
            return
        http1 = Http1Server(self._endpoint.hooks, self._served, self._takes, self._hand_over)
        self._transport.set_protocol(http1)
        http1.connection_made(self._transport)
        self._transport.resume_reading()
        http1.data_received(data)

    def _takes(self, head: Head) -> bool:
        """Return whether the front answers a request."""
        is_control = self._endpoint.is_control(head.target)
        return not is_control and self._endpoint.is_offline(self._served.client)

    def _hand_over(self, data: bytes, at_end: bool) -> None:
        steps.run(self._served.end(self._endpoint.hooks))
        if self._endpoint.is_control(data.partition(b" ")[2]):
            self._endpoint.pass_to_control(self._transport, data, at_end=at_end)
        else:
            self._endpoint.hand_over(self._transport, data, at_end=at_end)
