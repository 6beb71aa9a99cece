import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import Any

import pytest
from mitmproxy import exceptions, hooks, http
from mitmproxy.addonmanager import AddonManager
from mitmproxy.proxy.layers.http._hooks import HttpRequestHook, HttpResponseHook
from mitmproxy.proxy.server_hooks import ClientConnectedHook
from mitmproxy.test import taddons, tflow

from ringback_proxy.engine.front.addon_hooks import AddonHooks

Calls = list[str]


@pytest.fixture
def context() -> Iterator[taddons.context]:
    with taddons.context(loadcore=False) as context:
        yield context
    if not context.master.event_loop.is_closed():
        context.master.event_loop.close()  # mitmproxy 11 leaves it open


class Manager:
    """mitmproxy's manager of addons, whose hooks are triggered by itself or by `AddonHooks`."""

    def __init__(self, manager: AddonManager, hooks: AddonHooks | None) -> None:
        self.add: Callable[..., None] = manager.add
        self.remove: Callable[[object], None] = manager.remove
        self.clear: Callable[[], None] = manager.clear
        self.manager = manager
        self.hooks = hooks

    async def trigger(self, hook: hooks.Hook) -> None:
        (message,) = hook.args()
        if self.hooks is None:
            await self.manager.handle_lifecycle(hook)
        elif isinstance(message, http.HTTPFlow):
            for waiting in self.hooks.trigger_flow(hook.name, message):
                await waiting
        else:
            for waiting in self.hooks.trigger_steps(hook.name, message):
                await waiting


@pytest.fixture(params=["mitmproxy's own", "ours for mitmproxy", "ours"])
def manager(request: pytest.FixtureRequest, context: taddons.context) -> Manager:
    """The ways to trigger hooks, which have to behave alike."""
    addons = context.master.addons
    hooks = AddonHooks(addons)
    if request.param == "ours for mitmproxy":
        setattr(addons, "handle_lifecycle", hooks.handle_lifecycle)  # noqa: B010 - a method
    return Manager(addons, hooks if request.param == "ours" else None)


def request_hook() -> HttpRequestHook:
    return HttpRequestHook(tflow.tflow())


def trigger(manager: Manager, hook: hooks.Hook | None = None) -> None:
    asyncio.run(manager.trigger(hook or request_hook()))


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


def test_addons_are_called_in_order(manager: Manager) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one"), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["one", "two"]


def test_the_hook_has_its_flow(manager: Manager) -> None:
    seen: list[object] = []

    class Sees:
        def request(self, flow: object) -> None:
            seen.append(flow)

    manager.add(Sees())
    hook = request_hook()
    trigger(manager, hook)

    assert seen == [hook.flow]


def test_only_listeners_are_called(manager: Manager) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one"))

    trigger(manager, HttpResponseHook(tflow.tflow(resp=True)))

    assert calls == []


def test_an_exception_is_logged_and_the_next_addon_called(
    manager: Manager, caplog: pytest.LogCaptureFixture
) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one", raising(ValueError("odd"))), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["one", "two"]
    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "Addon error: odd")
    assert record.exc_info is not None


def test_an_exception_keeps_an_addons_own_children_from_being_called(
    manager: Manager,
) -> None:
    calls: Calls = []
    parent = Recording(calls, "parent", raising(ValueError("odd")))
    parent.addons = [Recording(calls, "child")]  # type: ignore[attr-defined]
    manager.add(parent)

    trigger(manager)

    assert calls == ["parent"]


def test_children_are_called_after_their_parent(manager: Manager) -> None:
    calls: Calls = []
    parent = Recording(calls, "parent")
    parent.addons = [Recording(calls, "child")]  # type: ignore[attr-defined]
    manager.add(parent, Recording(calls, "next"))

    trigger(manager)

    assert calls == ["parent", "child", "next"]


def test_addon_halt_ends_the_chain(manager: Manager, caplog: pytest.LogCaptureFixture) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one", raising(exceptions.AddonHalt())), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["one"]
    assert not caplog.records


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
    manager: Manager, awaitable: Callable[[Calls], Awaitable[None]]
) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one", lambda: awaitable(calls)), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["one", "awaited", "two"]


def test_an_addon_that_is_added_later_is_called(manager: Manager) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one"))
    trigger(manager)

    manager.add(Recording(calls, "two"))
    trigger(manager)

    assert calls == ["one", "one", "two"]


def test_an_addon_that_is_removed_is_not_called(manager: Manager) -> None:
    calls: Calls = []
    one = Recording(calls, "one")
    manager.add(one, Recording(calls, "two"))
    trigger(manager)

    manager.remove(one)
    trigger(manager)

    assert calls == ["one", "two", "two"]


def test_no_addon_is_called_once_all_are_removed(manager: Manager) -> None:
    calls: Calls = []
    manager.add(Recording(calls, "one"))
    trigger(manager)

    manager.clear()
    trigger(manager)

    assert calls == ["one"]


def test_a_module_that_is_named_like_a_hook_is_no_listener(manager: Manager) -> None:
    class Imports:
        request = logging

    manager.add(Imports())

    trigger(manager)


def test_a_hook_that_cannot_be_called_is_logged_and_the_next_addon_called(
    manager: Manager, caplog: pytest.LogCaptureFixture
) -> None:
    calls: Calls = []

    class Odd:
        request = 7

    manager.add(Odd(), Recording(calls, "two"))

    trigger(manager)

    assert calls == ["two"]
    assert "not callable" in caplog.text


def test_a_flows_hook_is_followed_by_an_update(manager: Manager) -> None:
    updated: list[object] = []

    class Updated:
        def update(self, flows: object) -> None:
            updated.append(flows)

    manager.add(Updated())
    hook = request_hook()
    trigger(manager, hook)

    assert updated == [[hook.flow]]


def test_a_connections_hook_is_not_followed_by_an_update(manager: Manager) -> None:
    updated: list[object] = []

    class Updated:
        def update(self, flows: object) -> None:
            updated.append(flows)

    manager.add(Updated())
    trigger(manager, ClientConnectedHook(tflow.tclient_conn()))

    assert updated == []


def test_an_awaitable_of_a_child_is_awaited_before_the_next_addon(manager: Manager) -> None:
    calls: Calls = []
    parent = Recording(calls, "parent", lambda: coroutine(calls))
    parent.addons = [Recording(calls, "child", lambda: coroutine(calls))]  # type: ignore[attr-defined]
    manager.add(parent, Recording(calls, "next", lambda: coroutine(calls)))

    trigger(manager)

    assert calls == ["parent", "awaited", "child", "awaited", "next", "awaited"]


@pytest.mark.parametrize(
    ("error", "called"),
    [(ValueError("odd"), ["one", "two"]), (exceptions.AddonHalt(), ["one"])],
    ids=["an exception", "a halt"],
)
def test_what_a_coroutine_raises_is_treated_alike(
    manager: Manager, error: Exception, called: Calls, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise error

    calls: Calls = []
    manager.add(Recording(calls, "one", fail), Recording(calls, "two"))

    trigger(manager)

    assert calls == called
    assert ("Addon error: odd" in caplog.text) is (len(called) == 2)


def test_an_update_that_waits_is_awaited(manager: Manager) -> None:
    calls: Calls = []

    class Updated:
        async def update(self, _: object) -> None:
            await coroutine(calls)

    manager.add(Updated())

    trigger(manager)

    assert calls == ["awaited"]


# --- what differs


@pytest.fixture
def ours(context: taddons.context) -> AddonHooks:
    return AddonHooks(context.master.addons)


def test_functions_are_looked_up_once(ours: AddonHooks) -> None:
    looked_up: Calls = []

    class Counts:
        def __getattr__(self, name: str) -> object:
            looked_up.append(name)
            raise AttributeError(name)

    ours.manager.add(Counts())
    looked_up.clear()
    for _ in range(2):
        assert ours.trigger("request", object()) is None

    assert looked_up.count("request") == 1


def test_an_options_error_is_logged_as_well(
    ours: AddonHooks, caplog: pytest.LogCaptureFixture
) -> None:
    """mitmproxy would let it end the connection without a reply."""
    ours.manager.add(Recording([], "one", raising(exceptions.OptionsError("odd"))))

    assert ours.trigger("request", object()) is None
    assert "Addon error: odd" in caplog.text


def test_a_flow_that_is_intercepted_is_waited_for(ours: AddonHooks) -> None:
    flow = tflow.tflow()
    came: Calls = []

    async def run() -> None:
        flow.intercept()
        (waiting,) = ours.trigger_flow("request", flow)
        resumed = asyncio.ensure_future(waiting)
        await asyncio.sleep(0)
        came.append(str(resumed.done()))
        flow.resume()
        await resumed
        came.append("resumed")

    asyncio.run(run())

    assert came == ["False", "resumed"]
