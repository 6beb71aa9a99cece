"""The addresses that a proxy listens on: its proxy port and, if wanted, a plain HTTP base URL."""

import errno
import os
import socket
from contextlib import suppress
from dataclasses import dataclass

from mitmproxy import exceptions, options
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from ringback.errors import ListenError
from ringback.mitmproxy_addon import upstream_errors
from ringback.twilio.values import hosts
from ringback_proxy.engine.types import Engine, Listener

_BASE_URL_MODE = f"reverse:http://{hosts.API_HOST}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The host, the proxy port and the base URL's port (None: no base URL); 0 is any free port."""

    host: str = "127.0.0.1"
    port: int = 8080
    base_url_port: int | None = None


class Listeners:
    """The listeners of one proxy; as an addon, it keeps the proxy from connecting to itself.

    `port` and `base_url_port` (None: no base URL) are the real ones once it listens.
    """

    def __init__(self, engine: Engine, addresses: Addresses) -> None:
        self.engine = engine
        self.addresses = addresses
        self.port = addresses.port
        self.base_url_port = addresses.base_url_port
        self._listeners: list[Listener] = []

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports that are listened on."""
        return (self.port,) if self.base_url_port is None else (self.port, self.base_url_port)

    async def start(self, opts: options.Options) -> None:
        """Start to listen; raises ListenError, with the next step, where an address fails."""
        opts.update(listen_host=self.addresses.host)
        self.port = await self._start("regular", self.port, "--port")
        if self.base_url_port is not None:
            self.base_url_port = await self._start(
                _BASE_URL_MODE, self.base_url_port, "--base-url-port"
            )

    async def _start(self, mode: str, port: int, option: str) -> int:
        try:
            listener = await self.engine.listen(mode, port)
        except (OSError, OverflowError, ValueError, exceptions.OptionsError) as error:
            await self.stop()
            message = explain(error, self.addresses.host, port, option)
            raise ListenError(message) from error
        self._listeners.append(listener)
        return int(listener.listen_addrs[0][1])

    async def stop(self) -> None:
        """Stop listening; open connections are kept."""
        while self._listeners:
            await self._listeners.pop().stop()

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Refuse a connection to this proxy itself, which would go on for ever."""
        if data.server.address is None:
            return
        host, port = data.server.address[:2]
        own = {address[1] for listener in self._listeners for address in listener.listen_addrs}
        if port in own and is_this_machine(host):
            data.server.error = upstream_errors.ITSELF


def is_this_machine(host: str) -> bool:
    """Return whether a host is this machine, by any name or address; resolves names."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(_is_own(family, address[0]) for family, *_, address in found)


def _is_own(family: int, address: str | int) -> bool:
    """Return whether an address belongs to this machine: only then can a socket be bound to it."""
    with socket.socket(family, socket.SOCK_STREAM) as probe, suppress(OSError):
        probe.bind((address, 0))
        return True
    return False


def explain(error: Exception, host: str, port: int, option: str) -> str:
    """Return why an address cannot be listened on, and what to type instead.

    mitmproxy wraps the system's error in its own, which has no number on Python 3.13.
    """
    number = error.errno if isinstance(error, OSError) else None
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    number = number or getattr(cause, "errno", None)
    if number == errno.EADDRINUSE:
        return f"port {port} of {host} is taken; stop what listens there, or give {option} 0"
    if number in (errno.EACCES, errno.EPERM):
        return f"port {port} of {host} may not be used; give {option} a number over 1023"
    reason = os.strerror(number) if number and number > 0 else str(cause)
    return f"cannot listen on {host}, port {port} ({reason}); give another --host or {option}"
