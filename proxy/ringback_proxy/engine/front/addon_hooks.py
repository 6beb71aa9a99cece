"""Triggers hooks of mitmproxy's addons: all of them, in their order, as mitmproxy does.

An addon's exception is logged and isolated, AddonHalt ends the chain, coroutines are awaited. The
functions are looked up once for each hook, and again when an addon was added or removed.
"""

import inspect
import logging
from collections.abc import Awaitable, Callable, Generator, Iterator
from types import ModuleType
from typing import Any

from mitmproxy import exceptions, http
from mitmproxy.addonmanager import AddonManager
from mitmproxy.flow import Flow

logger = logging.getLogger(__name__)

_Function = Callable[[Any], Any]

# What yields each awaitable that has to be awaited before it may go on.
Steps = Generator[Awaitable[object], None, None]

_UPDATE = "update"


class AddonHooks:
    """The hooks of every addon that `manager` has loaded."""

    def __init__(self, manager: AddonManager) -> None:
        self.manager = manager
        self._chain: list[Any] = []
        self._found: dict[str, tuple[tuple[_Function, ...], ...]] = {}

    def find(self, name: str) -> tuple[tuple[_Function, ...], ...]:
        """Return the functions of a hook: for each addon its own and those of its children."""
        if self._chain != self.manager.chain:
            self._chain = list(self.manager.chain)
            self._found.clear()
        found = self._found.get(name)
        if found is None:
            each = (tuple(_functions_of(addon, name)) for addon in self._chain)
            found = self._found[name] = tuple(functions for functions in each if functions)
        return found

    def trigger(self, name: str, data: object) -> Awaitable[None] | None:
        """Call a hook's functions; return what is left of them if one has to be awaited."""
        groups = iter(self.find(name))
        for functions in groups:
            try:
                waiting = _call(functions, data)
            except exceptions.AddonHalt:
                return None
            except Exception as error:  # noqa: BLE001 - addons are isolated, as by mitmproxy
                _log(error)
            else:
                if waiting is not None:
                    return _finish(waiting, groups, data)
        return None

    async def handle_lifecycle(self, event: Any) -> None:
        """Trigger a hook for mitmproxy's layers, which wait for it in a task."""
        (data,) = event.args()
        waiting = self.trigger(event.name, data)
        if waiting is not None:
            await waiting
        if isinstance(data, Flow) and self.find(_UPDATE):
            waiting = self.trigger(_UPDATE, [data])
            if waiting is not None:
                await waiting

    def trigger_steps(self, name: str, data: object) -> Steps:
        """Trigger a hook."""
        waiting = self.trigger(name, data)
        if waiting is not None:
            yield waiting

    def trigger_flow(self, name: str, flow: http.HTTPFlow) -> Steps:
        """Trigger a hook of a flow, then `update`; wait while the flow is intercepted."""
        waiting = self.trigger(name, flow)
        if waiting is not None:
            yield waiting
        if self.find(_UPDATE):
            waiting = self.trigger(_UPDATE, [flow])
            if waiting is not None:
                yield waiting
        if flow.intercepted:
            yield flow.wait_for_resume()


def _call(functions: tuple[_Function, ...], data: object) -> Awaitable[None] | None:
    """Call functions in turn; return what is left of them if one has to be awaited."""
    rest = iter(functions)
    for function in rest:
        result = function(data)
        if result is not None and inspect.isawaitable(result):
            return _await(result, rest, data)
    return None


async def _await(waiting: Awaitable[object], rest: Iterator[_Function], data: object) -> None:
    await waiting
    for function in rest:
        result = function(data)
        if inspect.isawaitable(result):
            await result


async def _finish(
    waiting: Awaitable[None], groups: Iterator[tuple[_Function, ...]], data: object
) -> None:
    """Await one addon, then call the others."""
    current: Awaitable[None] | None = waiting
    while True:
        try:
            if current is not None:
                await current
            functions = next(groups, None)
            if functions is None:
                return
            current = _call(functions, data)
        except exceptions.AddonHalt:
            return
        except Exception as error:  # noqa: BLE001 - addons are isolated, as by mitmproxy
            _log(error)
            current = None


def _log(error: Exception) -> None:
    logger.error("Addon error: %s", error, exc_info=error)


def _functions_of(addon: Any, name: str) -> Iterator[_Function]:
    """Yield the functions of a hook that an addon and its children have."""
    function = getattr(addon, name, None)
    if callable(function):
        yield function
    elif function and not isinstance(function, ModuleType):
        logger.error("Addon handler %s (%s) not callable", name, addon)
    for child in getattr(addon, "addons", ()):
        yield from _functions_of(child, name)
