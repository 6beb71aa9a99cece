"""What the tests of the proxy share: a CA, an upstream and a proxy in this process."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import make_conversations
from ringback.modes.inspect import InspectMode
from ringback.modes.mode import Mode
from ringback.settings import parsers
from ringback_proxy.access.proxy_auth import ProxyAuth
from ringback_proxy.client_setup.certificates import Authority, ensure_authority
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.master import ProxyMaster
from tests.support.process.waiting import TIMEOUT
from tests.support.proxy.lean_proxy import ANY, Control, Proxy, StartProxy
from tests.support.proxy.mitmproxy_context import context as context
from tests.support.twilio.upstream import Upstream


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return ensure_authority(tmp_path_factory.mktemp("confdir"), datetime.now(UTC))


@pytest.fixture
def start_proxy(authority: Authority) -> Iterator[StartProxy]:
    """One proxy per test, because mitmproxy's `ctx` is global."""
    with ExitStack() as stack:

        def start(
            upstream: str | None = None,
            *,
            mode: Mode | None = None,
            addresses: Addresses = ANY,
            upstream_ca: Path | None = None,
            upstream_timeout: float | None = TIMEOUT,
            proxy_auth: ProxyAuth | None = None,
            control: Control | None = None,
        ) -> Proxy:
            def build() -> ProxyMaster:
                to = parsers.parse_upstream(upstream) if upstream else None
                return ProxyMaster(
                    make_conversations(mode or InspectMode(), Journal(), to),
                    addresses,
                    authority.confdir,
                    upstream_ca,
                    upstream_timeout,
                    proxy_auth,
                    control,
                )

            return stack.enter_context(Proxy(build, authority.root))

        yield start


@pytest.fixture(scope="session")
def upstream_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    with Upstream(tmp_path_factory.mktemp("upstream")) as upstream:
        yield upstream


@pytest.fixture
def upstream(upstream_server: Upstream) -> Iterator[Upstream]:
    """The stand-in for Twilio, reset after each test."""
    yield upstream_server
    upstream_server.reset()
