import asyncio

import pytest
from mitmproxy.addons.tlsconfig import TlsConfig
from mitmproxy.options import Options
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import taddons

from ringback_proxy.engine.front.addon_hooks import AddonHooks
from ringback_proxy.engine.front.endpoint import ControlFactory, Endpoint
from ringback_proxy.engine.front.open_connections import OpenConnections
from ringback_proxy.engine.front.proxy_core import ProxyCore
from ringback_proxy.engine.front.tls.certificates import Certificates
from ringback_proxy.engine.front.tls.contexts import TlsContexts
from tests.support.proxy.mitmproxy_context import context as context

REGULAR, BASE_URL = "regular@0", "reverse:http://conversations.twilio.com@0"


class TlsStarter:
    def tls_start_client(self, data: object) -> None: ...


def make(context: taddons.context, mode: str, control: ControlFactory | None = None) -> Endpoint:
    return Endpoint(
        ProxyMode.parse(mode),
        ProxyCore(context.master.addons, context.options),
        Options(),
        AddonHooks(context.master.addons),
        TlsContexts(Certificates(Options())),
        lambda _: True,
        control,
        OpenConnections(),
    )


@pytest.mark.parametrize(
    ("mode", "target"),
    [(REGULAR, None), (BASE_URL, ("conversations.twilio.com", 80))],
    ids=["proxy", "base URL"],
)
def test_only_the_base_url_has_a_target(
    context: taddons.context, mode: str, target: tuple[str, int] | None
) -> None:
    assert make(context, mode).base_url_target == target


@pytest.mark.parametrize(
    ("mode", "control", "target", "expected"),
    [
        (REGULAR, None, b"/", False),
        (REGULAR, asyncio.Protocol, b"/", True),
        (REGULAR, asyncio.Protocol, b"http://a/", False),
        (BASE_URL, None, b"/ringback/", False),
        (BASE_URL, asyncio.Protocol, b"/ringback/health", True),
        (BASE_URL, asyncio.Protocol, b"/ringback", False),
        (BASE_URL, asyncio.Protocol, b"/v1/Conversations", False),
    ],
)
def test_which_targets_are_the_control_apis(
    context: taddons.context,
    mode: str,
    control: ControlFactory | None,
    target: bytes,
    expected: bool,
) -> None:
    assert make(context, mode, control).is_control(target) is expected


def test_another_addon_may_want_to_do_the_tls(context: taddons.context) -> None:
    endpoint = make(context, REGULAR)
    context.master.addons.add(TlsConfig())
    assert not endpoint.is_tls_provided()

    context.master.addons.add(TlsStarter())
    assert endpoint.is_tls_provided()
