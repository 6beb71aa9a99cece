import logging

import pytest

from ringback_proxy.engine import log_messages
from ringback_proxy.engine.front.tls import failure


@pytest.mark.parametrize(
    ("reason", "level", "shown"),
    [
        ("TLSV1_ALERT_UNKNOWN_CA", logging.WARNING, "does not trust the CA that signs for a.x;"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", logging.WARNING, "does not trust the CA that signs for"),
        ("SSLV3_ALERT_CERTIFICATE_UNKNOWN", logging.WARNING, "does not trust the CA"),
        ("SSL/TLS_ALERT_CERTIFICATE_UNKNOWN", logging.WARNING, "does not trust the CA"),
        ("WRONG_VERSION_NUMBER", logging.WARNING, "may not trust"),
        ("", logging.INFO, "disconnected during the handshake"),
    ],
)
def test_a_failure_is_logged_as_mitmproxy_does(
    reason: str, level: int, shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    failure.log("a.x", reason)
    (record,) = caplog.records
    assert record.levelno == level
    assert shown in log_messages.reword(record.getMessage())
