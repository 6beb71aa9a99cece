"""What the connections of one listener have in common."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from mitmproxy.connection import Client
from mitmproxy.options import Options
from mitmproxy.proxy.mode_specs import ProxyMode, ReverseMode

from ringback_proxy.engine.front import handover
from ringback_proxy.engine.front.addon_hooks import AddonHooks
from ringback_proxy.engine.front.open_connections import OpenConnections
from ringback_proxy.engine.front.proxy_core import ProxyCore
from ringback_proxy.engine.front.served_client import ServedClient
from ringback_proxy.engine.front.tls.contexts import TlsContexts

ControlFactory = Callable[[], asyncio.Protocol]

_BASE_URL_PREFIX = b"/ringback/"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What serves the connections of one listener.

    - `mode`: the mode in which mitmproxy would listen here.
    - `core`: serves what is handed over.
    - `is_offline`: whether a client's next request is answered by a hook and not forwarded.
    - `control`: makes the protocol of the control API; None where there is none.
    - `connections`: those that mitmproxy does not serve.
    """

    mode: ProxyMode
    core: ProxyCore
    options: Options
    hooks: AddonHooks
    tls_contexts: TlsContexts
    is_offline: Callable[[Client], bool]
    control: ControlFactory | None
    connections: OpenConnections

    @property
    def base_url_target(self) -> tuple[str, int] | None:
        """The address that requests to the base URL are for; None on the proxy port."""
        return self.mode.address if isinstance(self.mode, ReverseMode) else None

    @property
    def control_prefix(self) -> bytes | None:
        """What the targets of the control API begin with; None if there is none."""
        if self.control is None:
            return None
        return b"/" if self.base_url_target is None else _BASE_URL_PREFIX

    def is_control(self, target: bytes) -> bool:
        """Return whether a target is the control API's."""
        prefix = self.control_prefix
        return prefix is not None and target.startswith(prefix)

    def make_client(self, transport: Any) -> ServedClient:
        """Return mitmproxy's objects for a connection."""
        return ServedClient(transport, self.mode, self.options, self.connections)

    def is_tls_provided(self) -> bool:
        """Return whether an addon other than mitmproxy's wants to do the TLS of clients."""
        return any(
            not type(getattr(function, "__self__", None)).__module__.startswith("mitmproxy.")
            for functions in self.hooks.find("tls_start_client")
            for function in functions
        )

    def hand_over(
        self,
        transport: Any,
        data: bytes,
        connect: bytes = b"",
        decrypted: Client | None = None,
        *,
        at_end: bool = False,
    ) -> None:
        """Pass a connection to mitmproxy; `at_end` is whether the client sends nothing more."""
        self.connections.discard(transport)
        handle_stream = partial(self.core.handle_stream, self.mode)
        protocol = handover.hand_over(transport, handle_stream, data, connect, decrypted)
        if at_end:
            protocol.eof_received()

    def pass_to_control(self, transport: Any, data: bytes, *, at_end: bool = False) -> None:
        """Pass a connection to the control API."""
        assert self.control is not None
        self.connections.pass_to_control(transport)
        protocol = self.control()
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        protocol.data_received(data)
        if at_end and not protocol.eof_received():
            transport.close()
