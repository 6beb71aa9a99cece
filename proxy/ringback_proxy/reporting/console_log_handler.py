"""Sends log records of mitmproxy and the addon to the console, one line each."""

import logging

from ringback_proxy.engine import log_messages
from ringback_proxy.reporting.console import VERBOSE, Console


class _ConsoleHandler(logging.Handler):
    """Prints a record as one line; its traceback only with -v."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.WARNING)
        self.console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record."""
        message = log_messages.reword(record.getMessage())
        if not message:
            return
        lines = [f"ringback: {message}"]
        if record.exc_info and self.console.level >= VERBOSE:
            lines += logging.Formatter().formatException(record.exc_info).splitlines()
        elif record.exc_info and record.exc_info[1] is not None:
            lines.append(f"  {record.exc_info[1]!r}; run again with -v for the details")
        self.console.warn(*map(self.console.redactor.redact_text, lines))


def install(console: Console) -> None:
    """Send warnings and errors of the libraries to the console, and to no other handler."""
    for name in ("mitmproxy", "ringback", "ringback_proxy", "asyncio", "uvicorn"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.addHandler(_ConsoleHandler(console))
        logger.propagate = False
