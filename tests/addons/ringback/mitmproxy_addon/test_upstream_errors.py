import pytest

from ringback.mitmproxy_addon import upstream_errors

UPSTREAM = "https://localhost:8443"

NO_CONNECTION = f"no connection to {UPSTREAM}"
NO_TRUST = f"the certificate of {UPSTREAM} is not trusted"
NO_ANSWER = f"{UPSTREAM} gave no whole HTTP answer"
CLIENT_LEFT = f"the client left before {UPSTREAM} had answered"


# Messages that mitmproxy 11 and 12 were seen to give, and those of macOS and Windows.
@pytest.mark.parametrize(
    ("message", "status", "beginning"),
    [
        # ours, as mitmproxy hands them on
        (
            f"Connection killed: {upstream_errors.OFFLINE}",
            501,
            "nothing reaches Twilio in this mode",
        ),
        (f"Connection killed: {upstream_errors.ITSELF}", 502, f"{UPSTREAM} is Ringback itself"),
        (upstream_errors.TIMED_OUT, 504, f"{UPSTREAM} did not answer in time"),
        (upstream_errors.CLIENT_LEFT, 499, CLIENT_LEFT),
        # no connection
        ("[Errno 111] Connect call failed ('127.0.0.1', 57753)", 502, NO_CONNECTION),
        ("Multiple exceptions: [Errno 111] Connect call failed", 502, NO_CONNECTION),
        ("[Errno -2] Name or service not known", 502, NO_CONNECTION),
        ("[Errno 8] nodename nor servname provided, or not known", 502, NO_CONNECTION),
        ("[WinError 1225] The remote computer refused", 502, NO_CONNECTION),
        # no trust
        ("Certificate verify failed: hostname mismatch", 502, f"{NO_TRUST} (hostname mismatch)"),
        ("certificate verify failed", 502, f"{NO_TRUST} (certificate verify failed)"),
        # the upstream's own doing
        ("server closed connection", 502, NO_ANSWER),
        ("connection closed", 502, NO_ANSWER),
        ("peer closed connection", 502, NO_ANSWER),
        ("Cannot parse HTTP response: Bad HTTP response line: b'hello'", 502, NO_ANSWER),
        (
            "Received odd headers from server, refusing to prevent attacks. Disable the option.",
            502,
            f"{NO_ANSWER} (Received odd headers from server); nothing",
        ),
        # the client's
        ("Client disconnected.", 499, CLIENT_LEFT),
        ("stream reset by client (CANCEL)", 499, CLIENT_LEFT),
    ],
)
def test_a_failure_is_told_in_our_words(message: str, status: int, beginning: str) -> None:
    told = upstream_errors.explain(message, UPSTREAM)

    assert told[0] == status
    assert told[1].startswith(beginning)


@pytest.mark.parametrize(
    ("message", "cure"),
    [
        pytest.param(upstream_errors.TIMED_OUT, "--upstream-timeout SECONDS", id="timed out"),
        pytest.param("certificate verify failed", "--upstream-ca PEM", id="not trusted"),
        pytest.param("[Errno 111] Connect call failed", "Is it up?", id="no connection"),
        pytest.param(upstream_errors.ITSELF, "--base-url-port", id="itself"),
    ],
)
def test_a_failure_that_can_be_cured_names_the_cure(message: str, cure: str) -> None:
    assert cure in upstream_errors.explain(message, UPSTREAM)[1]


@pytest.mark.parametrize(
    "message",
    [
        upstream_errors.TIMED_OUT,
        upstream_errors.CLIENT_LEFT,
        "certificate verify failed",
        "[Errno 1] x",
        "other",
    ],
)
def test_a_failed_forward_says_that_nothing_was_recorded(message: str) -> None:
    assert "nothing was recorded" in upstream_errors.explain(message, UPSTREAM)[1]
