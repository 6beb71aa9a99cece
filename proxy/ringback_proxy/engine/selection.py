"""Which engine runs: the fast one, or plain mitmproxy where `RINGBACK_ENGINE=plain` is set."""

import asyncio
import os
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

from ringback.errors import UsageError
from ringback_proxy.engine import collector, lean_imports
from ringback_proxy.engine.mitmproxy_changes import FAST, PLAIN, VARIABLE, report_changes

if TYPE_CHECKING:  # these import mitmproxy, which waits for `import_mitmproxy`
    from mitmproxy.connection import Client
    from mitmproxy.master import Master

    from ringback_proxy.engine.types import Engine


def import_mitmproxy() -> None:
    """Prepare the import of mitmproxy; call it before anything else of mitmproxy is imported."""
    # Some of mitmproxy's dependencies do what is deprecated on import. With `-W error` that would
    # end the process, and the user cannot do anything about it.
    warnings.simplefilter("ignore", DeprecationWarning)
    if os.environ.get(VARIABLE) != PLAIN and not lean_imports.is_imported():
        collector.pause()
        lean_imports.import_lean_mitmproxy()


def create(
    master: "Master",
    is_offline: "Callable[[Client], bool]",
    control: "Callable[[], asyncio.Protocol] | None" = None,
) -> "Engine":
    """Return a new engine for a master, which must not have any addons yet.

    `is_offline` returns whether a client's next request is answered and not forwarded.
    `control` makes the protocol that serves requests which are not proxied: in origin form on the
    proxy port, and under `/ringback/` on the base URL's; the plain engine has no use for it. Raises
    UsageError for an unknown name, and RingbackError where the installed mitmproxy has changed in a
    private part.
    """
    name = os.environ.get(VARIABLE) or FAST
    if name == PLAIN:
        from ringback_proxy.engine.plain_mitmproxy import PlainEngine

        return PlainEngine(master)
    if name != FAST:
        raise UsageError(f"{VARIABLE} is {name!r}; set it to {FAST} or {PLAIN}, or unset it")
    with report_changes():
        from ringback_proxy.engine.front.engine import FrontEngine

        return FrontEngine(master, is_offline, control)
