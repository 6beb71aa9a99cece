"""mitmproxy's own context for tests of addons."""

from collections.abc import Iterator

import pytest
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.test import taddons


@pytest.fixture
def context() -> Iterator[taddons.context]:
    """Yield mitmproxy's context for addons, with the options of its proxy."""
    with taddons.context(Proxyserver()) as context:
        yield context
    if not context.master.event_loop.is_closed():
        context.master.event_loop.close()  # mitmproxy 11 leaves it open
