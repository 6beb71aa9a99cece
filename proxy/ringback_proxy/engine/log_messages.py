"""What is shown for messages that mitmproxy logs, recognised by their text."""

import re

_DISTRUST = (
    "a client does not trust the CA that signs for {host}; `ringback env` prints the variables "
    "that make it, and `ringback doctor` tries them"
)
# Each message of mitmproxy's and its replacement; "" where the exchange's own line explains more.
_REPLACEMENTS = (
    (re.compile(r".*Server TLS handshake failed"), ""),
    (re.compile(r".*does not trust the proxy's certificate for (?P<host>[^ ]+)"), _DISTRUST),
)


def reword(message: str) -> str:
    """Return what to show for a logged message; "" for nothing."""
    for pattern, replacement in _REPLACEMENTS:
        match = pattern.match(message)
        if match is not None:
            return replacement.format(**match.groupdict())
    return message
