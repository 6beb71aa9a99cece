"""What listens to the sessions of a proxy: it is called when one begins or ends."""

from collections.abc import Awaitable, Callable

from ringback_proxy.sessions.session import Session


class SessionListeners:
    """Those who are called when sessions begin and end, in the order in which they came."""

    def __init__(self) -> None:
        self._on_begin: list[Callable[[str, Session], None]] = []
        self._on_change: list[Callable[[], None]] = []
        self._before_end: list[Callable[[Session], Awaitable[None]]] = []
        self._after_end: list[Callable[[Session], Awaitable[None]]] = []

    def on_begin(self, listener: Callable[[str, Session], None]) -> None:
        """Call `listener` with the name and the session of each that begins."""
        self._on_begin.append(listener)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever a session has begun or ended."""
        self._on_change.append(listener)

    def before_end(self, listener: Callable[[Session], Awaitable[None]]) -> None:
        """Await `listener` with each session that is about to end and still answers requests."""
        self._before_end.append(listener)

    def after_end(self, listener: Callable[[Session], Awaitable[None]]) -> None:
        """Await `listener` with each session that has ended, before its mode is finished."""
        self._after_end.append(listener)

    def tell_begun(self, name: str, session: Session) -> None:
        """Call those that were added with `on_begin`."""
        for listener in self._on_begin:
            listener(name, session)

    def tell_changed(self) -> None:
        """Call those that were added with `on_change`."""
        for listener in self._on_change:
            listener()

    async def tell_ending(self, session: Session) -> None:
        """Call those that were added with `before_end`."""
        for listener in self._before_end:
            await listener(session)

    async def tell_ended(self, session: Session) -> None:
        """Call those that were added with `after_end`."""
        for listener in self._after_end:
            await listener(session)
