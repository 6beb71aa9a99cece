"""What mitmproxy and the addon log, shown on the console in a line each."""

import logging

from understudy_proxy.console import VERBOSE, Console


class _ToConsole(logging.Handler):
    """Shows what mitmproxy and the addon log: a line each, the traceback only where wanted."""

    def __init__(self, to: Console) -> None:
        super().__init__(logging.WARNING)
        self.to = to

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        lines = [f"understudy: {record.getMessage()}"]
        if record.exc_info and self.to.level >= VERBOSE:
            lines += logging.Formatter().formatException(record.exc_info).splitlines()
        elif record.exc_info and record.exc_info[1] is not None:
            lines.append(f"  {record.exc_info[1]!r}; run again with -v for the details")
        self.to.warn(*(self.to.redact(line) for line in lines))


def show_on(to: Console) -> None:
    """Send warnings and errors of the libraries to the console, and nowhere else."""
    for name in ("mitmproxy", "understudy", "asyncio"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.addHandler(_ToConsole(to))
        logger.propagate = False
