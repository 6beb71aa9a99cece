"""Logs a failed TLS handshake with a client, in mitmproxy's words, which the console rewords."""

import logging

logger = logging.getLogger(__name__)

_DISTRUST = ("UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN")
_DISTRUSTS = (
    "Client TLS handshake failed. The client does not trust the proxy's certificate for %s (%s)"
)
_LEFT = (
    "Client TLS handshake failed. The client disconnected during the handshake. If this happens "
    "consistently for %s, this may indicate that it does not trust the proxy's certificate."
)
_MAY_DISTRUST = (
    "Client TLS handshake failed. The client may not trust the proxy's certificate for %s (%s)"
)


def log(host: str, reason: str) -> None:
    """Log why a handshake failed: OpenSSL's reason, "" if the client left."""
    if not reason:
        logger.info(_LEFT, host)
    elif reason.endswith(_DISTRUST):
        logger.warning(_DISTRUSTS, host, reason)
    else:
        logger.warning(_MAY_DISTRUST, host, reason)
