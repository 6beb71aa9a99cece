"""An addon manager that looks the listeners of each hook up once, not for every event.

It behaves as mitmproxy's own: an addon's exception is logged and isolated, AddonHalt ends the
chain, OptionsError propagates, coroutines are awaited, addons may be added and removed at any time.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, cast

from mitmproxy import exceptions, flow, hooks
from mitmproxy.addonmanager import AddonManager, safecall

from ringback.mitmproxy_addon.addon import LARGE_REQUEST

_Hook = Callable[..., Any]

# Plain functions of these packages never return an awaitable, except for a large request.
_TRUSTED_PACKAGES = frozenset({"mitmproxy", "ringback", "ringback_proxy"})


@dataclass(frozen=True, slots=True)
class _Listeners:
    """The listeners of a hook: the functions of each addon with its children.

    `plain` says whether none of them is a coroutine function. `message` is the name of the hook's
    only argument; None if it has several.
    """

    of_addons: tuple[tuple[_Hook, ...], ...]
    plain: bool
    message: str | None


class HookTable(AddonManager):
    """mitmproxy's addon manager with a table of the listeners of each hook."""

    def __init__(self, master: Any) -> None:
        self._table: dict[str, _Listeners] = {}
        super().__init__(master)

    def register(self, addon: Any) -> Any:
        """Register an addon, and clear the table."""
        self._table.clear()
        return super().register(addon)

    def add(self, *addons: Any) -> None:
        """Add addons to the chain, and clear the table."""
        super().add(*addons)
        # Hooks that ran while an addon was registered filled the table without it.
        self._table.clear()

    def remove(self, addon: Any) -> None:
        """Remove an addon, and clear the table."""
        self._table.clear()
        super().remove(addon)
        self._table.clear()

    def clear(self) -> None:
        """Remove all addons."""
        super().clear()
        self._table.clear()

    def _find_listeners(self, event: hooks.Hook) -> _Listeners:
        found = self._table.get(event.name)
        if found is None:
            each = (self._find_hooks(addon, event) for addon in self.chain)
            of_addons = tuple(functions for functions in each if functions)
            plain = all(_is_plain(function) for functions in of_addons for function in functions)
            names = [field.name for field in fields(cast("Any", event))]
            message = names[0] if len(names) == 1 else None
            found = self._table[event.name] = _Listeners(of_addons, plain, message)
        return found

    def _find_hooks(self, addon: Any, event: hooks.Hook) -> tuple[_Hook, ...]:
        """Return the functions of an addon and its children; log a hook that is not callable."""
        found: list[_Hook] = []
        with safecall():
            found.extend(hook for _, hook in self._iter_hooks(addon, event))
        return tuple(found)

    def trigger_now(self, event: hooks.Hook) -> bool:
        """Call every listener of a hook directly, if all of them are plain functions.

        Return False if nothing was called, because mitmproxy has to trigger the hook.
        """
        listeners = self._find_listeners(event)
        if not listeners.plain or listeners.message is None:
            return False
        message = getattr(event, listeners.message)
        if self._wants_updates() and isinstance(message, flow.Flow):
            return False
        if event.name == "request" and len(message.request.data.content or b"") > LARGE_REQUEST:
            return False  # the hook returns a coroutine
        for functions in listeners.of_addons:
            try:
                for function in functions:
                    function(message)
            except exceptions.AddonHalt:
                break
            except Exception:  # noqa: BLE001 - addons are isolated
                _log_as_mitmproxy_does()
        return True

    async def handle_lifecycle(self, event: hooks.Hook) -> None:
        """Trigger a hook of a connection or flow, and the update hook if it has listeners."""
        await self.trigger_event(event)
        message = event.args()[0]
        if self._wants_updates() and isinstance(message, flow.Flow):
            await self.trigger_event(hooks.UpdateHook([message]))

    def _wants_updates(self) -> bool:
        """Return whether the update hook, which follows each hook of a flow, has listeners."""
        found = self._table.get(hooks.UpdateHook.name)
        return bool((found or self._find_listeners(hooks.UpdateHook([]))).of_addons)

    async def trigger_event(self, event: hooks.Hook) -> None:
        """Call every listener of a hook, one addon after the other."""
        arguments = event.args()
        for functions in self._find_listeners(event).of_addons:
            try:
                for function in functions:
                    result = function(*arguments)
                    if result is not None and inspect.isawaitable(result):
                        await result
            except exceptions.AddonHalt:
                return
            except Exception:  # noqa: BLE001 - addons are isolated
                _log_as_mitmproxy_does()


def _log_as_mitmproxy_does() -> None:
    """Log the exception that is being handled; OptionsError propagates.

    mitmproxy's context manager is entered only once an exception has been raised, because it is as
    expensive as a small hook.
    """
    with safecall():
        raise


def _is_plain(function: _Hook) -> bool:
    package = (getattr(function, "__module__", None) or "").partition(".")[0]
    return package in _TRUSTED_PACKAGES and not inspect.iscoroutinefunction(function)
