from ringback_proxy.engine import log_messages


def test_a_client_that_does_not_trust_the_ca_is_reported_with_the_cure() -> None:
    shown = log_messages.reword(
        "[127.0.0.1:5] Client TLS handshake failed. The client does not trust the proxy's "
        "certificate for conversations.twilio.com (OpenSSL Error([]))"
    )

    assert shown.startswith(
        "a client does not trust the CA that signs for conversations.twilio.com"
    )
    assert "`ringback doctor`" in shown


def test_a_failed_handshake_with_the_upstream_is_not_shown_twice() -> None:
    assert log_messages.reword("[::1] Server TLS handshake failed. Expired.") == ""


def test_other_messages_are_shown_as_they_are() -> None:
    assert log_messages.reword("Client TLS handshake failed.") == "Client TLS handshake failed."
