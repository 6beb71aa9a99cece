import io
import logging
from collections.abc import Iterator

import pytest

from ringback_proxy.reporting import console_log_handler
from ringback_proxy.reporting.console import NORMAL, QUIET, VERBOSE, Console
from tests.support.cassettes.exchanges import TOKEN, create

SHOWN = ("mitmproxy", "ringback", "ringback_proxy", "asyncio", "uvicorn")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the process's loggers as they were found."""
    loggers = [logging.getLogger(name) for name in SHOWN]
    before = [(logger, logger.level, logger.propagate, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers[:] = handlers


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def show(stream: io.StringIO, level: int = NORMAL) -> None:
    console = Console(stream, level)
    console.redactor.remember(create())
    console_log_handler.install(console)


def fail(logger: logging.Logger) -> None:
    try:
        raise RuntimeError(f"the token is {TOKEN}")
    except RuntimeError:
        logger.exception("a request failed")


@pytest.mark.parametrize(
    "name", ["mitmproxy.proxy.server", "ringback.mitmproxy_addon.addon", "asyncio"]
)
def test_a_warning_is_printed_as_one_line(stream: io.StringIO, name: str) -> None:
    show(stream)

    logging.getLogger(name).warning("%s is odd", "this")

    assert stream.getvalue() == "ringback: this is odd\n"


def test_a_warning_is_printed_even_with_quiet(stream: io.StringIO) -> None:
    show(stream, QUIET)

    logging.getLogger("ringback").warning("odd")

    assert stream.getvalue() == "ringback: odd\n"


def test_records_below_warning_are_not_printed(stream: io.StringIO) -> None:
    show(stream, VERBOSE)

    logging.getLogger("mitmproxy").info("client connect")

    assert stream.getvalue() == ""


def test_records_do_not_propagate(stream: io.StringIO, caplog: pytest.LogCaptureFixture) -> None:
    show(stream)

    logging.getLogger("mitmproxy").warning("odd")

    assert not caplog.records


def test_an_exception_is_one_line_and_a_hint_at_v(stream: io.StringIO) -> None:
    show(stream)

    fail(logging.getLogger("ringback.mitmproxy_addon.addon"))

    assert stream.getvalue() == (
        "ringback: a request failed\n"
        "  RuntimeError('the token is REDACTED'); run again with -v for the details\n"
    )


def test_an_exception_has_its_traceback_with_v(stream: io.StringIO) -> None:
    show(stream, VERBOSE)

    fail(logging.getLogger("ringback.mitmproxy_addon.addon"))

    lines = stream.getvalue().splitlines()
    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-1] == "RuntimeError: the token is REDACTED"


def test_a_record_without_an_exception_is_the_message_only(stream: io.StringIO) -> None:
    show(stream)

    logging.getLogger("ringback").error("odd", exc_info=(None, None, None))

    assert stream.getvalue() == "ringback: odd\n"


def test_a_message_that_the_line_of_the_exchange_explains_is_not_printed(
    stream: io.StringIO,
) -> None:
    show(stream)

    logging.getLogger("mitmproxy").warning("[::1] Server TLS handshake failed. Expired.")

    assert stream.getvalue() == ""
