"""Sends DELETE requests of Ringback's own to Twilio, or to what stands in for it."""

import ssl
import urllib.error
import urllib.request
from pathlib import Path

from ringback.http.messages import Request
from ringback.http.origin import Origin


class UpstreamDeletion:
    """Deletes resources; `upstream`, `ca` and `timeout` are those of forwarded requests.

    Requests go through the proxy of this process's environment, if it has one.
    """

    def __init__(self, upstream: Origin | None, ca: Path | None, timeout: float) -> None:
        self._upstream = upstream
        self._ca = ca
        self._timeout = timeout

    def __call__(self, request: Request) -> int:
        """Send a request and return the status of its response; raises OSError."""
        origin = request.origin if self._upstream is None else str(self._upstream)
        sent = urllib.request.Request(origin + request.target, method=request.method)
        for name, value in request.headers:
            sent.add_header(name, value)
        if self._upstream is not None:
            sent.add_header("X-Forwarded-Host", request.host)
        context = ssl.create_default_context(cafile=None if self._ca is None else str(self._ca))
        handlers = (urllib.request.HTTPSHandler(context=context), _NoRedirects())
        try:
            with urllib.request.build_opener(*handlers).open(
                sent, timeout=self._timeout
            ) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, which would carry the credentials to another host."""

    def redirect_request(self, *_: object) -> None:
        """Return None: the response with the redirect is the answer."""
