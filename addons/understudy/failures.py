"""What went wrong between us and an upstream, in our own words.

mitmproxy tells a failure by a message; left alone it sends that to the client as an HTML page.
"""

import re

OFFLINE = "understudy: nothing reaches Twilio in this mode"
TIMED_OUT = "understudy: the upstream timed out"


def explain(message: str, upstream: str) -> tuple[int, str]:
    """Give the status and the sentence for mitmproxy's message about `upstream`, an origin."""
    if message == OFFLINE:
        return 501, "nothing reaches Twilio in this mode, and this request was not answered."
    if message == TIMED_OUT:
        return 504, (
            f"{upstream} did not answer in time; nothing was recorded. "
            f"Wait longer with --upstream-timeout SECONDS."
        )
    if "certificate verify failed" in message.lower():
        reason = message.partition(": ")[2] or message
        return 502, (
            f"the certificate of {upstream} is not trusted ({reason}); nothing was recorded. "
            f"If it is yours, give its CA with --upstream-ca PEM."
        )
    if re.search(r"connect|refused|resol|getaddrinfo|Name or service|unreachable", message, re.I):
        return 502, f"no connection to {upstream} ({message}); nothing was recorded. Is it up?"
    return 502, f"{upstream} gave no whole HTTP answer ({message}); nothing was recorded."
