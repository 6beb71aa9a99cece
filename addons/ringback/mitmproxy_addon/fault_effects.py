"""What injected faults do to answers in plain mitmproxy, by documented means alone.

The engines of Ringback's own proxy break connections in mitmproxy's layers, which are not
documented: a reset, bytes that are not HTTP, and pauses within a body need them.
"""

from collections.abc import Iterable

from mitmproxy import http

from ringback.errors import UsageError
from ringback.mitmproxy_addon import delays
from ringback.mitmproxy_addon.flows.responses import find_injection
from ringback.modes.injection import Effect
from ringback.settings.fault_spec import FaultSpec

_UNSUPPORTED = (Effect.RESET, Effect.MALFORMED, Effect.DRIP)


def check_supported(faults: Iterable[FaultSpec]) -> None:
    """Raise UsageError for a fault that mitmproxy cannot inject."""
    for fault in faults:
        if fault.name in _UNSUPPORTED:
            raise UsageError(
                f"mitmproxy cannot inject the fault {fault.name}; choose another, such as close, "
                f"or run Ringback's own proxy: ringback fake --fault {fault}"
            )


class FaultEffects:
    """The addon that delays, withholds and truncates answers; it comes after the forwarder."""

    async def response(self, flow: http.HTTPFlow) -> None:
        """Do what the fault of a flow does to its answer."""
        injection = find_injection(flow)
        if injection is None:
            return
        await delays.wait(flow, injection)
        if injection.effect is Effect.TRUNCATE:
            _truncate(flow)
        elif injection.effect in (Effect.CLOSE, Effect.TIMEOUT):
            flow.kill()


def _truncate(flow: http.HTTPFlow) -> None:
    """Leave half of the body, the length of the whole, and close the connection behind it."""
    response = flow.response
    if response is None or not response.raw_content:
        flow.kill()
        return
    response.headers.pop("Transfer-Encoding", None)
    response.headers["Content-Length"] = str(len(response.raw_content))
    response.headers["Connection"] = "close"
    response.raw_content = response.raw_content[: len(response.raw_content) // 2]
