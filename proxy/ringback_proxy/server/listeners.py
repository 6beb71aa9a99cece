"""Where the proxy listens: on the proxy's own port and, if wanted, as a plain HTTP base URL.

The listeners are mitmproxy's, started by us: to mitmproxy a taken port is only a line in its log,
and it would go on without.
"""

import errno
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from mitmproxy import exceptions, options
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.mode_servers import ServerInstance
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from ringback.errors import ListenError
from ringback.mitmproxy_addon import upstream_errors
from ringback.twilio.values import hosts

_BASE_URL_MODE = f"reverse:http://{hosts.API_HOST}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to listen: a host, the proxy's port and the base URL's port (None: no base URL)."""

    host: str = "127.0.0.1"
    port: int = 8080
    base_url_port: int | None = None


class Listeners:
    """The listeners of one proxy; as an addon, it keeps the proxy from connecting to itself.

    `port` and `base_url_port` (None: no base URL) are known once it listens.
    """

    def __init__(self, proxyserver: Proxyserver, addresses: Addresses) -> None:
        self.proxyserver = proxyserver
        self.addresses = addresses
        self.port = addresses.port
        self.base_url_port = addresses.base_url_port
        self._instances: list[ServerInstance[Any]] = []

    async def start(self, opts: options.Options) -> None:
        """Listen; raises ListenError with what to do where an address cannot be had."""
        opts.update(listen_host=self.addresses.host)
        self.port = await self._start("regular", self.port, "--port")
        if self.base_url_port is not None:
            self.base_url_port = await self._start(
                _BASE_URL_MODE, self.base_url_port, "--base-url-port"
            )

    async def _start(self, mode: str, port: int, option: str) -> int:
        try:
            instance: ServerInstance[Any] = ServerInstance.make(f"{mode}@{port}", self.proxyserver)
            await instance.start()
        except (OSError, OverflowError, ValueError, exceptions.OptionsError) as error:
            await self.stop()
            raise ListenError(reason(error, self.addresses.host, port, option)) from error
        self._instances.append(instance)
        return int(instance.listen_addrs[0][1])

    async def stop(self) -> None:
        """Listen no more; what is connected stays so."""
        while self._instances:
            await self._instances.pop().stop()

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Refuse to connect to ourselves, which would go on for ever."""
        if data.server.address is None:
            return
        host, port = data.server.address[:2]
        own = {address[1] for instance in self._instances for address in instance.listen_addrs}
        if port in own and is_this_machine(host):
            data.server.error = upstream_errors.ITSELF


def is_this_machine(host: str) -> bool:
    """Return whether a host is this machine under any name or address; resolves names."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(_is_own(family, address[0]) for family, *_, address in found)


def _is_own(family: int, address: str | int) -> bool:
    """Return whether an address is of this machine: only then can something be bound to it."""
    with socket.socket(family, socket.SOCK_STREAM) as probe, suppress(OSError):
        probe.bind((address, 0))
        return True
    return False


def reason(error: Exception, host: str, port: int, option: str) -> str:
    """Say why an address cannot be had, and what to type instead.

    mitmproxy wraps the system's error in its own; Python 3.13 then leaves out its number.
    """
    number = error.errno if isinstance(error, OSError) else None
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    number = number or getattr(cause, "errno", None)
    if number == errno.EADDRINUSE:
        return f"port {port} of {host} is taken; stop what listens there, or give {option} 0"
    if number in (errno.EACCES, errno.EPERM):
        return f"port {port} of {host} may not be used; give {option} a number over 1023"
    said = os.strerror(number) if number and number > 0 else str(cause)
    return f"cannot listen on {host}, port {port} ({said}); give another --host or {option}"
