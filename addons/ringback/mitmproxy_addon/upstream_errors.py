"""Failures between the client, the proxy and the upstream, as statuses and messages.

mitmproxy describes a failure by a message, and by itself sends that to the client as an HTML page.
"""

import re

# Set by Ringback; mitmproxy passes them on inside messages of its own.
OFFLINE = "ringback: nothing reaches Twilio in this mode"
TIMED_OUT = "ringback: the upstream timed out"
ITSELF = "ringback: this is the proxy itself"
CLIENT_LEFT = "ringback: the client left"

# Only a failed connection ends in an operating system's error; later mitmproxy says "closed".
_NO_CONNECTION = re.compile(r"\[(?:Errno|WinError) ")
_CLIENT_LEFT = re.compile(rf"{CLIENT_LEFT}|Client disconnected|stream reset by client")


def strip_advice(message: str) -> str:
    """Return a message without the advice that mitmproxy gives its own users."""
    return message.partition(", refusing to ")[0].rstrip(".")


def explain(message: str, upstream: str) -> tuple[int, str]:
    """Return the status and the message for mitmproxy's message about `upstream`, an origin.

    The status 499 of a client that left is only logged, as nginx does: there was no response.
    """
    if OFFLINE in message:
        return 501, "nothing reaches Twilio in this mode, and this request was not answered."
    if ITSELF in message:
        return 502, (
            f"{upstream} is Ringback itself. Set it as HTTPS_PROXY, "
            f"or start Ringback with --base-url-port for a base URL."
        )
    if TIMED_OUT in message:
        return 504, (
            f"{upstream} did not answer in time; nothing was recorded. "
            f"Wait longer with --upstream-timeout SECONDS."
        )
    if _CLIENT_LEFT.search(message):
        return 499, (
            f"the client left before {upstream} had answered; nothing was recorded, "
            f"though the request may have been carried out."
        )
    if "certificate verify failed" in message.lower():
        reason = message.partition(": ")[2] or message
        return 502, (
            f"the certificate of {upstream} is not trusted ({reason}); nothing was recorded. "
            f"If it is yours, give its CA with --upstream-ca PEM."
        )
    if _NO_CONNECTION.search(message):
        return 502, f"no connection to {upstream} ({message}); nothing was recorded. Is it up?"
    reason = strip_advice(message)
    return 502, f"{upstream} gave no whole HTTP answer ({reason}); nothing was recorded."


def explain_interim(interim: int, upstream: str) -> tuple[int, str]:
    """Return the status and the message for an interim response without the final one."""
    if interim == 101:
        reason = "which no request asked for"
    else:
        reason = "and mitmproxy does not read on; `ringback record` does"
    return 502, f"{upstream} sent the interim status {interim}, {reason}; nothing was recorded."
