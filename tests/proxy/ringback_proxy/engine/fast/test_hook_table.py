import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import Any

import pytest
from mitmproxy import exceptions, hooks
from mitmproxy.addonmanager import AddonManager
from mitmproxy.connection import Server
from mitmproxy.proxy.layers.http._hooks import HttpRequestHook, HttpResponseHook
from mitmproxy.proxy.server_hooks import (
    ClientConnectedHook,
    ServerConnectHook,
    ServerConnectionHookData,
)
from mitmproxy.test import taddons, tflow

from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import Conversations, make_conversations
from ringback_proxy.engine.fast.hook_table import HookTable
from tests.support.proxy.flows import ScriptedMode, flow_to

Calls = list[str]


@pytest.fixture
def context() -> Iterator[taddons.context]:
    with taddons.context(loadcore=False) as context:
        yield context
    if not context.master.event_loop.is_closed():
        context.master.event_loop.close()  # mitmproxy 11 leaves it open


@pytest.fixture(params=[AddonManager, HookTable], ids=["mitmproxy's own", "ours"])
def manager(request: pytest.FixtureRequest, context: taddons.context) -> AddonManager:
    """mitmproxy's manager and HookTable, which have to behave alike."""
    context.master.addons = made = request.param(context.master)
    assert isinstance(made, AddonManager)
    return made


@pytest.fixture
def table(context: taddons.context) -> HookTable:
    context.master.addons = made = HookTable(context.master)
    return made


def request_hook() -> HttpRequestHook:
    return HttpRequestHook(tflow.tflow())


def trigger(manager: AddonManager, hook: hooks.Hook | None = None) -> None:
    asyncio.run(manager.handle_lifecycle(hook or request_hook()))


class Recording:
    """An addon that records the call, then runs a function of the test."""

    def __init__(self, calls: Calls, name: str, then: Callable[[], Any] = lambda: None) -> None:
        self.calls = calls
        self.name = name
        self.then = then

    def request(self, _: object) -> Any:
        self.calls.append(self.name)
        return self.then()


def raising(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


# --- like mitmproxy's own


def test_addons_are_called_in_order(manager: AddonManager) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one"), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["one", "two"]


def test_the_hook_has_its_flow(manager: AddonManager) -> None:
    seen: list[object] = []

    class Sees:
        def request(self, flow: object) -> None:
            seen.append(flow)

    manager.add(Sees())
    hook = request_hook()
    trigger(manager, hook)

    assert seen == [hook.flow]


def test_only_listeners_are_called(manager: AddonManager) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one"))

    trigger(manager, HttpResponseHook(tflow.tflow(resp=True)))

    assert calls == []


def test_an_exception_is_logged_and_the_next_addon_called(
    manager: AddonManager, caplog: pytest.LogCaptureFixture
) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one", raising(ValueError("odd"))), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["one", "two"]
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "Addon error: odd")
    assert record.exc_info is not None


def test_an_exception_keeps_an_addons_own_children_from_being_called(
    manager: AddonManager,
) -> None:
    calls: Calls = []
    parent = Recording(calls, "parent", raising(ValueError("odd")))
    parent.addons = [Recording(calls, "child")]  # type: ignore[attr-defined]
    manager.add(parent)

    trigger(manager)

    assert calls == ["parent"]


def test_children_are_called_after_their_parent(manager: AddonManager) -> None:
    calls: Calls = []
    parent = Recording(calls, "parent")
    parent.addons = [Recording(calls, "child")]  # type: ignore[attr-defined]
    manager.add(parent, Recording(calls, "next"))

    trigger(manager)

    assert calls == ["parent", "child", "next"]


def test_addon_halt_ends_the_chain(manager: AddonManager, caplog: pytest.LogCaptureFixture) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one", raising(exceptions.AddonHalt())), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["one"]
    assert not caplog.records


def test_an_options_error_propagates(manager: AddonManager) -> None:
    manager.add(Recording([], "one", raising(exceptions.OptionsError("odd"))))

    with pytest.raises(exceptions.OptionsError, match="odd"):
        trigger(manager)


async def coroutine(calls: Calls) -> None:
    await asyncio.sleep(0)
    calls.append("awaited")


class Awaiting:
    """An awaitable that is not a coroutine."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls

    def __await__(self) -> Generator[None, None, None]:
        self.calls.append("awaited")
        yield


@pytest.mark.parametrize("awaitable", [coroutine, Awaiting])
def test_an_awaitable_is_awaited_before_the_next_addon(
    manager: AddonManager, awaitable: Callable[[Calls], Awaitable[None]]
) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one", lambda: awaitable(calls)), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["one", "awaited", "two"]


def test_an_addon_that_is_added_later_is_called(manager: AddonManager) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one"))
    trigger(manager)

    manager.add(Recording(calls, "two"))
    trigger(manager)

    assert calls == ["one", "one", "two"]


def test_an_addon_that_is_removed_is_not_called(manager: AddonManager) -> None:
    calls: Calls = []
    one = Recording(calls, "one")
    manager.add(one, Recording(calls, "two"))
    trigger(manager)

    manager.remove(one)
    trigger(manager)

    assert calls == ["one", "two", "two"]


def test_no_addon_is_called_once_all_are_removed(manager: AddonManager) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one"))
    trigger(manager)

    manager.clear()
    trigger(manager)

    assert calls == ["one"]


def test_a_child_that_is_registered_later_is_called(manager: AddonManager) -> None:
    calls: Calls = []
    parent = Recording(calls, "parent")
    parent.addons = []  # type: ignore[attr-defined]
    manager.add(parent)
    trigger(manager)

    parent.addons.append(manager.register(Recording(calls, "child")))  # type: ignore[attr-defined]
    trigger(manager)

    assert calls == ["parent", "parent", "child"]


def test_an_addon_may_trigger_a_hook_while_it_is_added(
    manager: AddonManager, context: taddons.context
) -> None:
    calls: Calls = []

    class Early(Recording):
        def load(self, _: object) -> None:
            coroutine = manager.trigger_event(request_hook())
            with pytest.raises(StopIteration):
                coroutine.send(None)

    manager.add(Early(calls, "early"))
    trigger(manager)

    assert calls == ["early"]


def test_a_module_that_is_named_like_a_hook_is_no_listener(manager: AddonManager) -> None:
    class Imports:
        request = logging

    manager.add(Imports())

    trigger(manager)


def test_a_hook_that_cannot_be_called_is_logged_and_the_next_addon_called(
    manager: AddonManager, caplog: pytest.LogCaptureFixture
) -> None:
    calls: Calls = []

    class Odd:
        request = 7

    manager.add(Odd(), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["two"]
    assert "not callable" in caplog.text


def test_a_flows_hook_is_followed_by_an_update(manager: AddonManager) -> None:
    updated: list[object] = []

    class Updated:
        def update(self, flows: object) -> None:
            updated.append(flows)

    manager.add(Updated())
    hook = request_hook()
    trigger(manager, hook)

    assert updated == [[hook.flow]]


def test_a_connections_hook_is_not_followed_by_an_update(manager: AddonManager) -> None:
    updated: list[object] = []

    class Updated:
        def update(self, flows: object) -> None:
            updated.append(flows)

    manager.add(Updated())
    trigger(manager, ClientConnectedHook(tflow.tclient_conn()))

    assert updated == []


# --- direct calls


def test_listeners_are_looked_up_once(table: HookTable) -> None:
    looked_up: Calls = []

    class Counts:
        def __getattr__(self, name: str) -> object:
            looked_up.append(name)
            raise AttributeError(name)

    table.add(Counts())
    looked_up.clear()
    trigger(table)
    trigger(table)

    assert looked_up.count("request") == 1
    assert looked_up.count("update") == 1


def conversations(mode: ScriptedMode) -> Conversations:
    return Conversations(mode, Journal())


def to_twilio() -> HttpRequestHook:
    return HttpRequestHook(flow_to())


def pretend_module(
    addon: Recording, module: str | None = "ringback.mitmproxy_addon.addon"
) -> Recording:
    """Return an addon whose hook seems to be Ringback's, or another module's."""

    def request(flow: object) -> object:
        return Recording.request(addon, flow)

    request.__module__ = module  # type: ignore[assignment]
    vars(addon)["request"] = request
    return addon


def test_a_hook_of_plain_functions_runs_directly(table: HookTable) -> None:
    table.add(conversations(ScriptedMode()))
    hook = to_twilio()

    assert table.trigger_now(hook)
    assert hook.flow.response is not None


def test_a_hook_without_listeners_is_done_directly(table: HookTable) -> None:
    assert table.trigger_now(to_twilio())


def test_a_hook_of_a_connection_runs_directly(table: HookTable) -> None:
    table.add(conversations(ScriptedMode()))
    server = Server(address=("api.twilio.com", 443))
    data = ServerConnectionHookData(server=server, client=tflow.tclient_conn())

    assert table.trigger_now(ServerConnectHook(data))
    assert server.error is not None


def test_a_hook_with_a_coroutine_is_left_to_mitmproxy(table: HookTable) -> None:
    addon = make_conversations(ScriptedMode(offline=False), Journal())
    table.add(addon)

    assert not table.trigger_now(HttpResponseHook(tflow.tflow(resp=True)))


def test_a_hook_of_another_packages_function_is_left_to_mitmproxy(table: HookTable) -> None:
    calls: Calls = []
    table.add(pretend_module(Recording(calls, "known")), Recording(calls, "unknown"))

    assert not table.trigger_now(request_hook())
    assert calls == []


def test_a_hook_without_a_module_is_left_to_mitmproxy(table: HookTable) -> None:
    calls: Calls = []
    table.add(pretend_module(Recording(calls, "one"), module=None))

    assert not table.trigger_now(request_hook())
    assert calls == []


def test_a_hook_with_an_update_listener_is_left_to_mitmproxy(table: HookTable) -> None:
    calls: Calls = []
    addon = pretend_module(Recording(calls, "one"))
    addon.update = calls.append  # type: ignore[attr-defined]
    table.add(addon)

    assert not table.trigger_now(request_hook())
    assert calls == []


def test_exceptions_of_direct_calls_are_isolated(
    table: HookTable, caplog: pytest.LogCaptureFixture
) -> None:
    calls: Calls = []
    table.add(
        pretend_module(Recording(calls, "one", raising(ValueError("odd")))),
        pretend_module(Recording(calls, "two")),
    )

    assert table.trigger_now(request_hook())
    assert calls == ["one", "two"]
    assert "Addon error: odd" in caplog.text


def test_addon_halt_ends_direct_calls(table: HookTable) -> None:
    calls: Calls = []
    table.add(
        pretend_module(Recording(calls, "one", raising(exceptions.AddonHalt()))),
        pretend_module(Recording(calls, "two")),
    )

    assert table.trigger_now(request_hook())
    assert calls == ["one"]
