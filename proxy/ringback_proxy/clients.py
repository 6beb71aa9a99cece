"""Sends the requests of Twilio's Python client to a base URL, without a proxy or a CA.

    from twilio.rest import Client
    from ringback_proxy.clients import twilio_http_client

    client = Client(sid, token, http_client=twilio_http_client("http://127.0.0.1:8081"))

Start Ringback with `--base-url-port 8081`. This needs the `twilio` package, which Ringback itself
does not install.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ringback.errors import UsageError
from ringback.twilio.values import hosts

try:
    from twilio.http.http_client import TwilioHttpClient
    from twilio.http.response import Response
except ImportError as error:  # pragma: no cover - the tests have it
    raise ImportError("twilio_http_client needs Twilio's client: pip install twilio") from error


def twilio_http_client(base_url: str, **options: Any) -> TwilioHttpClient:
    """Return an HTTP client that sends requests for the Conversations API to `base_url`.

    `options` are those of twilio's TwilioHttpClient. Requests to other hosts raise UsageError,
    because they would reach the real Twilio.
    """
    try:
        base = urlsplit(str(base_url))
        usable = base.scheme in ("http", "https") and bool(base.hostname) and base.port != 0
    except ValueError:
        usable = False
    if not usable or base.path not in ("", "/") or base.query:
        raise UsageError(
            f"{base_url!r} is not a base URL; give the one that --base-url-port listens on, "
            f"such as http://127.0.0.1:8081"
        )
    return _BaseUrlClient(base.scheme, base.netloc, **options)


class _BaseUrlClient(TwilioHttpClient):  # type: ignore[misc]  # twilio ships no types
    def __init__(self, scheme: str, netloc: str, **options: Any) -> None:
        super().__init__(**options)
        self._scheme = scheme
        self._netloc = netloc

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send a request to the base URL instead of to Twilio."""
        parts = urlsplit(url)
        host = hosts.normalize(parts.hostname or "")
        # Links in replies have the base URL already.
        if parts.netloc != self._netloc:
            if not hosts.is_conversations(host):
                raise UsageError(
                    f"{host} is not the Conversations API, so the real Twilio would answer; "
                    f"only {hosts.API_HOST} is answered at a base URL"
                )
            url = urlunsplit(parts._replace(scheme=self._scheme, netloc=self._netloc))
        return super().request(method, url, *args, **kwargs)
