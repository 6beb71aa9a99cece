import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from mitmproxy import options
from mitmproxy.master import Master

from ringback_proxy.engine.fast.engine import FastEngine
from ringback_proxy.engine.fast.hook_table import HookTable


def inspect_engine(look: Callable[[FastEngine, Master], Any]) -> Any:
    """Call a function with an engine and its master, inside a loop."""

    async def run() -> Any:
        master = Master(options.Options())
        return look(FastEngine(master, lambda _: True), master)

    return asyncio.run(run())


def names(addons: tuple[object, ...]) -> list[str]:
    return [type(addon).__name__ for addon in addons]


def test_hooks_are_dispatched_by_a_table() -> None:
    assert isinstance(inspect_engine(lambda _, master: master.addons), HookTable)


def test_layers_are_chosen_before_they_are_changed() -> None:
    before = inspect_engine(lambda engine, _: names(engine.addons_before()))

    assert before.index("NextLayer") < before.index("JsonErrors")


@pytest.mark.parametrize(("timeout", "timed"), [(None, False), (7.0, True)])
def test_only_what_is_forwarded_is_timed(timeout: float | None, timed: bool) -> None:
    after = inspect_engine(lambda engine, _: names(engine.addons_after(timeout)))

    assert ("UpstreamTimeout" in after) is timed
    assert after[-2:] == ["InlineHooksAddon", "QuickAck"]


def test_tunnels_go_through_another_proxy() -> None:
    tunnels = inspect_engine(lambda engine, _: names(engine.tunnels(lambda _host, _port: None)))

    assert tunnels == ["UpstreamTunnels"]
