"""A client for GETs to Twilio, or to what stands in for it (`--upstream`)."""

import ssl
from dataclasses import replace
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib import request as urllib_request
from urllib.error import HTTPError, URLError
from urllib.parse import quote

from ringback.errors import CertificateError, RingbackError
from ringback.http import basic_auth
from ringback.http.messages import Headers, Request, Response
from ringback.http.origin import Origin

_SOURCE = "Ringback"  # the header of every answer that came through the proxy
_IN_URLS = "%/:?#[]@!$&'()*+,;=~"


class _NoRedirects(urllib_request.HTTPRedirectHandler):
    """Returns a redirect as it is: it is the reply, and credentials go nowhere else."""

    def redirect_request(
        self, req: Any, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Return None: do not follow."""


class LiveClient:
    """Sends GETs with the credentials of an account or of an API key.

    - `upstream`: where they go instead of to Twilio.
    - `upstream_ca`: the only CAs that are trusted for it.
    - `timeout`: in seconds, of each read.
    """

    def __init__(
        self,
        user: str,
        secret: str,
        *,
        upstream: Origin | None = None,
        upstream_ca: Path | None = None,
        timeout: float = 60.0,
    ) -> None:
        self._authorization = basic_auth.encode(user, secret)
        self._upstream = upstream
        self._timeout = timeout
        handler = urllib_request.HTTPSHandler(context=_make_context(upstream_ca))
        self._opener = urllib_request.build_opener(handler, _NoRedirects)

    def ask(self, request: Request) -> Response:
        """Return the reply to a GET.

        Raises RingbackError without a reply, if the credentials are refused, and for a reply that
        came from a proxy of Ringback's instead of from Twilio.
        """
        if request.method != "GET":
            raise ValueError(f"{request.method} is not sent: only GET writes nothing")
        response = self._send(request)
        source = response.headers.get(_SOURCE)
        if source is not None and source != "live":
            raise RingbackError(
                f"{request.origin} was answered by Ringback ({source}), as HTTPS_PROXY leads to "
                "it; unset HTTPS_PROXY to ask Twilio"
            )
        if response.status == 401:
            raise RingbackError(
                f"{request.origin} refuses the credentials with 401; set TWILIO_ACCOUNT_SID and "
                "TWILIO_AUTH_TOKEN (or TWILIO_API_KEY and TWILIO_API_SECRET) to those of the "
                "account that the cassette was recorded with"
            )
        return response

    def _send(self, request: Request) -> Response:
        sent = urllib_request.Request(self._locate(request), method="GET")
        for name, value in request.headers:
            sent.add_header(name, value)
        sent.add_header("User-Agent", "ringback")
        sent.add_unredirected_header("Authorization", self._authorization)
        try:
            with self._opener.open(sent, timeout=self._timeout) as reply:
                return _read(reply)
        except HTTPError as error:
            with error:
                return _read(error)
        except URLError as error:
            reason = error.reason
            raise RingbackError(f"{request.origin} does not answer: {reason}") from None
        except (OSError, HTTPException) as error:
            detail = str(error) or type(error).__name__
            raise RingbackError(f"{request.origin} does not answer: {detail}") from None

    def _locate(self, request: Request) -> str:
        """Return where a request is sent; what a URL cannot hold is percent-encoded."""
        target = quote(request.target, safe=_IN_URLS, errors="surrogateescape")
        upstream = self._upstream or Origin(request.scheme, request.host, request.port)
        scheme, host, port = upstream.scheme, upstream.host, upstream.port
        return replace(request, scheme=scheme, host=host, port=port, target=target).url


def _read(reply: Any) -> Response:
    return Response(reply.status, Headers(reply.headers.items()), reply.read(), reply.reason)


def _make_context(ca: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        raise CertificateError(
            f"{ca} is not a PEM file of certificates ({error.strerror or error}); give the "
            "upstream's CA with --upstream-ca"
        ) from None
