import asyncio
import logging
from pathlib import Path

import pytest

from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import Conversations
from ringback.mitmproxy_addon.safe_options import safe_options
from ringback_proxy.client_setup.certificates import Authority
from ringback_proxy.engine.front.engine import FrontEngine
from ringback_proxy.engine.upstream_timeout import UpstreamTimeout
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.master import ProxyMaster
from tests.support.http import wire
from tests.support.proxy.flows import HOST, ScriptedMode
from tests.support.proxy.lean_proxy import StartProxy
from tests.support.twilio.upstream import Behavior, Upstream

POST = b"POST /v1/Conversations HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def master(authority: Authority) -> ProxyMaster:
    """A master that does not run."""

    async def build() -> ProxyMaster:
        addon = Conversations(ScriptedMode(), Journal())
        return ProxyMaster(addon, Addresses(port=0), authority.confdir, Path("ca.pem"), 7.0)

    return asyncio.run(build())


def test_the_safe_options_are_set_before_anything_listens(master: ProxyMaster) -> None:
    deferred = master.options.deferred  # set with the options' addon, before it serves anything
    for name, value in safe_options(offline=True).items():
        assert (deferred[name] if name in deferred else getattr(master.options, name)) == value


def test_the_cas_of_the_upstream_are_the_only_ones(master: ProxyMaster) -> None:
    assert master.options.ssl_verify_upstream_trusted_ca == "ca.pem"


def test_the_upstream_may_be_trusted_by_the_public_cas(start_proxy: StartProxy) -> None:
    assert start_proxy().master.options.ssl_verify_upstream_trusted_ca is None


def test_the_certificates_are_the_users_own(master: ProxyMaster, authority: Authority) -> None:
    assert master.options.confdir == str(authority.confdir)


@pytest.mark.parametrize("offline", [True, False])
def test_only_what_forwards_is_prepared_for_that(
    offline: bool, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[FrontEngine] = []
    monkeypatch.setattr(FrontEngine, "prepare_forwarding", lambda engine: prepared.append(engine))

    async def build() -> ProxyMaster:
        addon = Conversations(ScriptedMode(offline=offline), Journal())
        return ProxyMaster(addon, Addresses(port=0), authority.confdir)

    master = asyncio.run(build())

    assert prepared == ([] if offline else [master.engine])


def test_few_addons_are_loaded(master: ProxyMaster) -> None:
    assert len(master.addons) < 12


def test_the_applications_own_logging_is_left_alone(master: ProxyMaster) -> None:
    modules = {type(handler).__module__ for handler in logging.getLogger().handlers}

    assert not any(module.startswith("mitmproxy") for module in modules)


def test_a_client_that_trusts_the_root_is_answered_over_tls(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=ScriptedMode())

    tunnel = wire.tunnel(proxy.address, f"{HOST}:443")
    with wire.over_tls(tunnel, proxy.ca, HOST) as connection:
        connection.sendall(POST)
        head = wire.read_head(connection)

    assert head.startswith(b"HTTP/1.1 201 ")


def test_a_drain_waits_no_longer_than_its_timeout(
    start_proxy: StartProxy, upstream: Upstream
) -> None:
    upstream.behave(Behavior.DELAYED)
    proxy = start_proxy(upstream.url, upstream_ca=upstream.ca)
    with wire.dial(proxy.base_url) as client:
        client.sendall(POST)
        upstream.wait_for_request()

        proxy.run(proxy.master.drain(0.05))

        assert proxy.master.conversations.in_flight == 1
        upstream.release()
        wire.read_head(client)


class NeverDone:
    """An addon that never lets a closed connection go."""

    async def client_disconnected(self, _: object) -> None:
        await asyncio.Event().wait()


def test_connections_that_do_not_close_are_logged(
    start_proxy: StartProxy, caplog: pytest.LogCaptureFixture
) -> None:
    proxy = start_proxy(mode=ScriptedMode())
    proxy.call(lambda: proxy.master.addons.add(NeverDone()))
    with wire.dial(proxy.base_url) as client:
        client.sendall(POST)
        wire.read_head(client)

        proxy.run(proxy.master.close_connections(timeout=0.05))

    assert "some connections did not close in time" in caplog.text
    proxy.connections.clear()


def test_an_upstream_has_the_given_timeout(master: ProxyMaster) -> None:
    addon = master.addons.get("upstreamtimeout")

    assert isinstance(addon, UpstreamTimeout)
    assert addon.seconds == 7.0


def test_nothing_is_timed_if_nothing_is_forwarded(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=ScriptedMode(), upstream_timeout=None)

    assert proxy.master.addons.get("upstreamtimeout") is None
