"""What the tests of a run share."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.settings.table import FakeSettings
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.plan import Plan


@pytest.fixture
def unchanged_loggers() -> Iterator[None]:
    """Restore the process's loggers at the end of a test."""
    names = ("mitmproxy", "ringback", "ringback_proxy", "asyncio", "uvicorn")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.level, logger.propagate, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers[:] = handlers


@pytest.fixture
def plan(tmp_path: Path, unchanged_loggers: None) -> Plan:
    """A fake on free ports, around a command that does nothing."""
    return Plan(
        FakeSettings(),
        Addresses(port=0, base_url_port=0),
        tmp_path / "conf",
        tmp_path / "ready.json",
        command=(sys.executable, "-c", ""),
    )
