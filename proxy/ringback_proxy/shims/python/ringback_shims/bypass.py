"""Reports hosts of Twilio's that a program reaches past the proxy, to the Ringback around it.

A program that uses the proxy never looks such a host up: the proxy does. So what resolves its name
here, or connects to it by its name, goes past.
"""

import functools
import os
import sys
from typing import Any, Set  # noqa: UP035 - for older interpreters

from .patcher import Setter  # noqa: TID252 - the package has two names

# The file that Ringback reads at the end; without it, or where Ringback itself runs, none is kept.
_VARIABLE = "RINGBACK_BYPASS_FILE"
_EVENTS = frozenset(("socket.getaddrinfo", "socket.gethostbyname", "socket.connect"))
_reported: Set[Any] = set()  # noqa: UP006 - for older interpreters


def report(host: Any) -> None:
    """Append a host to the file, if it is Twilio's, once in each process; never fails."""
    try:
        name = (host.decode() if isinstance(host, bytes) else host).lower().rstrip(".")
        path = os.environ.get(_VARIABLE)
        key = (os.getpid(), name)
        if not path or not name.endswith(".twilio.com") or key in _reported:
            return
        _reported.add(key)
        line = f"{os.path.basename(sys.executable)}\t{os.getpid()}\t{name}\n"  # noqa: PTH119 - pathlib loads slowly
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line.encode("utf-8", "replace"))
        finally:
            os.close(file)
    except Exception:  # noqa: BLE001 - an exception here would break the program's own call
        pass


def watch_sockets() -> None:
    """Report what goes through Python's sockets, in any library."""
    if not os.environ.get(_VARIABLE) or not hasattr(sys, "addaudithook"):
        return

    def see(event: str, arguments: Any) -> None:
        if event not in _EVENTS:
            return
        if event == "socket.connect":
            address = arguments[1]
            report(address[0] if isinstance(address, tuple) and address else None)
        else:
            report(arguments[0])

    sys.addaudithook(see)


def patch_uvloop(module: Any, set_attribute: Setter) -> None:
    """Report what uvloop connects to or looks up, which Python's sockets do not see."""
    _wrap(module.Loop, "create_connection", 1, "host", set_attribute)
    _wrap(module.Loop, "getaddrinfo", 0, "host", set_attribute)


def patch_aiodns(module: Any, set_attribute: Setter) -> None:
    """Report what aiodns looks up, which Python's sockets do not see."""
    for name in ("getaddrinfo", "gethostbyname", "query", "query_dns"):
        if hasattr(module.DNSResolver, name):
            _wrap(module.DNSResolver, name, 0, "host", set_attribute)


def _wrap(owner: Any, method: str, position: int, keyword: str, set_attribute: Setter) -> None:
    """Make a method report the host that is its argument."""
    original = getattr(owner, method)

    @functools.wraps(original)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
        report(args[position] if len(args) > position else kwargs.get(keyword))
        return original(self, *args, **kwargs)

    set_attribute(owner, method, wrapper)
