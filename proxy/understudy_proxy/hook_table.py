"""mitmproxy's dispatch of hooks by a table: who listens is found out once, not for every hook.

All of mitmproxy's promises are kept: an addon's exception is logged and isolated, AddonHalt ends
the chain, OptionsError passes, coroutines are awaited, addons may come and go at any time.
"""

from collections.abc import Callable
from typing import Any

from mitmproxy import exceptions, flow, hooks
from mitmproxy.addonmanager import AddonManager, safecall

_Listeners = tuple[tuple[Callable[..., Any], ...], ...]


class HookTable(AddonManager):
    """mitmproxy's addon manager, which remembers the listeners of each hook."""

    def __init__(self, master: Any) -> None:
        self._listeners: dict[str, _Listeners] = {}
        super().__init__(master)

    def register(self, addon: Any) -> Any:
        """Register an addon, and forget who listened before."""
        self._listeners.clear()
        return super().register(addon)

    def add(self, *addons: Any) -> None:
        """Add addons to the chain, and forget who listened before."""
        super().add(*addons)
        # Hooks that ran while an addon registered did not see it in the chain yet.
        self._listeners.clear()

    def remove(self, addon: Any) -> None:
        """Remove an addon, and forget who listened before."""
        self._listeners.clear()
        super().remove(addon)
        self._listeners.clear()

    def clear(self) -> None:
        """Remove all addons."""
        super().clear()
        self._listeners.clear()

    def _listeners_of(self, event: hooks.Hook) -> _Listeners:
        found = self._listeners.get(event.name)
        if found is None:
            each = (tuple(hook for _, hook in self._iter_hooks(a, event)) for a in self.chain)
            found = tuple(functions for functions in each if functions)
            self._listeners[event.name] = found
        return found

    async def handle_lifecycle(self, event: hooks.Hook) -> None:
        """Trigger a hook of a connection or flow, and the update hook where anybody listens."""
        await self.trigger_event(event)
        message = event.args()[0]
        if isinstance(message, flow.Flow):
            update = hooks.UpdateHook([message])
            if self._listeners_of(update):
                await self.trigger_event(update)

    async def trigger_event(self, event: hooks.Hook) -> None:
        """Call every listener of a hook, one addon after the other."""
        arguments = event.args()
        for functions in self._listeners_of(event):
            try:
                with safecall():
                    for function in functions:
                        result = function(*arguments)
                        if result is not None and hasattr(result, "__await__"):
                            await result
            except exceptions.AddonHalt:
                return
