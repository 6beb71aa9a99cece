"""The hosts of Twilio that clients reach untouched, and the warnings about them."""

import logging

from ringback.http.messages import Request
from ringback.mitmproxy_addon import host_policy

logger = logging.getLogger(__name__)

# Names that are kept, because clients choose them.
_MOST = 100


class TunnelledHosts:
    """Decides which hosts of Twilio are reached untouched, and warns once of each."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    @property
    def names(self) -> frozenset[str]:
        """The hosts that were reached untouched."""
        return frozenset(self._names)

    def includes(self, host: str, *, offline: bool) -> bool:
        """Whether a host of Twilio's is reached untouched; warns once per host if it is."""
        reason = host_policy.explain_tunnel(host, offline=offline)
        if reason is not None:
            self._note(host, reason)
        return reason is not None

    def includes_host_of(self, request: Request) -> bool:
        """Whether a request to Twilio goes there untouched, in a mode that is not offline."""
        if host_policy.is_websocket(request):
            reason = f"a WebSocket to {request.host} is passed on, and not recorded"
            self._note(request.host, reason)
            return True
        return self.includes(request.host, offline=False)

    def _note(self, host: str, reason: str) -> None:
        if host not in self._names and len(self._names) < _MOST:
            self._names[host] = None
            logger.warning("%s", reason)
