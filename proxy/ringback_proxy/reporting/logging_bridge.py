"""What mitmproxy and the addon log, shown on the console in a line each."""

import logging
import re

from ringback_proxy.reporting.console import VERBOSE, Console

_DISTRUST = (
    "a client does not trust the CA that signs for {host}; `ringback env` has the variables that "
    "make it, and `ringback doctor` tries them"
)
# What mitmproxy says, and what is said instead; nothing, where the exchange's own line tells more.
_IN_OUR_WORDS = (
    (re.compile(r".*Server TLS handshake failed"), ""),
    (re.compile(r".*does not trust the proxy's certificate for (?P<host>[^ ]+)"), _DISTRUST),
)


def in_our_words(message: str) -> str:
    """Return what is to be said for a message of mitmproxy's; "" for nothing."""
    for pattern, words in _IN_OUR_WORDS:
        match = pattern.match(message)
        if match is not None:
            return words.format(**match.groupdict())
    return message


class _ToConsole(logging.Handler):
    """Shows what mitmproxy and the addon log: a line each, the traceback only where wanted."""

    def __init__(self, to: Console) -> None:
        super().__init__(logging.WARNING)
        self.to = to

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        message = in_our_words(record.getMessage())
        if not message:
            return
        lines = [f"ringback: {message}"]
        if record.exc_info and self.to.level >= VERBOSE:
            lines += logging.Formatter().formatException(record.exc_info).splitlines()
        elif record.exc_info and record.exc_info[1] is not None:
            lines.append(f"  {record.exc_info[1]!r}; run again with -v for the details")
        self.to.warn(*map(self.to.redactor.text, lines))


def show_on(to: Console) -> None:
    """Send warnings and errors of the libraries to the console, and nowhere else."""
    for name in ("mitmproxy", "ringback", "asyncio"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.addHandler(_ToConsole(to))
        logger.propagate = False
