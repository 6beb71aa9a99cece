import asyncio
import gc
from collections.abc import Callable
from typing import Any

import pytest
from mitmproxy import http, options
from mitmproxy.master import Master

from ringback_proxy.engine.front.engine import FrontEngine
from tests.support.http import wire
from tests.support.proxy.flows import ScriptedMode
from tests.support.proxy.lean_proxy import StartProxy


def inspect_engine(look: Callable[[FrontEngine, Master], Any]) -> Any:
    """Call a function with an engine and its master, inside a loop."""

    async def run() -> Any:
        master = Master(options.Options())
        return look(FrontEngine(master, lambda _: True), master)

    return asyncio.run(run())


def names(addons: tuple[object, ...]) -> list[str]:
    return [type(addon).__name__ for addon in addons]


@pytest.mark.parametrize(("timeout", "timed"), [(None, False), (7.0, True)])
def test_only_what_is_forwarded_is_timed(timeout: float | None, timed: bool) -> None:
    after = inspect_engine(lambda engine, _: names(engine.addons_after(timeout)))

    assert ("UpstreamTimeout" in after) is timed
    assert after[-1] == "QuickAck"


def test_tunnels_go_through_another_proxy() -> None:
    tunnels = inspect_engine(lambda engine, _: names(engine.tunnels(lambda _host, _port: None)))

    assert tunnels == ["_Tunnels"]


def test_the_collector_sees_all_objects_again_at_the_end() -> None:
    """Otherwise a program that restarts a proxy would leak each one."""
    startup = next(
        addon
        for addon in inspect_engine(lambda engine, _: engine.addons_before())
        if type(addon).__name__ == "_Startup"
    )
    startup.running()
    assert gc.get_freeze_count() > 0

    startup.done()

    assert gc.get_freeze_count() == 0


def test_types_of_messages_are_not_checked(start_proxy: StartProxy) -> None:
    start_proxy(mode=ScriptedMode())
    post_init: Any = http.MessageData.__post_init__

    assert post_init(http.Response.make(201).data) is None
    assert post_init.__module__ == "ringback_proxy.engine.front.engine"


def test_connections_are_closed_at_the_end(start_proxy: StartProxy) -> None:
    proxy = start_proxy(mode=ScriptedMode())
    with wire.dial(proxy.base_url) as idle, wire.dial(proxy.address) as silent:
        idle.sendall(b"GET /v1 HTTP/1.1\r\nHost: a\r\n\r\n")
        wire.read_head(idle)

        proxy.stop()

        assert wire.read_to_end(idle).startswith(b"{")
        assert wire.read_to_end(silent) == b""


@pytest.mark.parametrize("control", [None, asyncio.Protocol])
def test_the_control_api_is_served_if_there_is_one(control: type[asyncio.Protocol] | None) -> None:
    def serves(_engine: FrontEngine, master: Master) -> bool:
        return FrontEngine(master, lambda _: True, control).serves_control

    assert inspect_engine(serves) is (control is not None)
