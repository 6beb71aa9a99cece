"""The sessions that have begun and not ended, and which of them answers a request."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

from ringback.errors import UsageError
from ringback.journal import Journal
from ringback.mitmproxy_addon.addon import Conversations
from ringback_proxy.sessions.explanations import Explanations
from ringback_proxy.sessions.modes.no_session import NoSession
from ringback_proxy.sessions.registry.ended_sessions import EndedSessions
from ringback_proxy.sessions.session import Session
from ringback_proxy.sessions.session_factory import Opened


class NoSuchSessionError(UsageError):
    """The session has not begun, or has ended."""


@dataclass(slots=True)
class Entry:
    """A session, and what closes it."""

    opened: Opened
    stack: AsyncExitStack
    begun: int = 0  # how often it had begun or ended then, in a state that proxies share

    @property
    def session(self) -> Session:
        """The session itself."""
        return self.opened.session

    @property
    def may_write(self) -> bool:
        """Whether it may write a cassette."""
        return self.opened.template is None or self.opened.spec.record_mode != "none"


class OpenSessions:
    """The sessions by name, the most recently used last.

    - `current`: the session of requests without a name, if there is one.
    - `nobody`: the addon for requests that no session answers; `unrouted` is their journal.
    """

    def __init__(self, explanations: Explanations) -> None:
        self.current: Session | None = None
        self.unrouted = Journal()
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._forwarding = 0  # how many sessions forward requests
        self._ended = EndedSessions(explanations)
        self.nobody = self._make_unanswered(explanations.none())

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[tuple[str, Opened]]:
        """Yield the name and the session of each, the least recently used first."""
        return iter([(name, entry.opened) for name, entry in self._entries.items()])

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    @property
    def begun(self) -> dict[str, int]:
        """How often each session had begun or ended when it began here, by name."""
        return {name: entry.begun for name, entry in self._entries.items()}

    def find(self, name: str) -> Opened:
        """Return a session; raises NoSuchSessionError if it has not begun or has ended."""
        entry = self._entries.get(name)
        if entry is not None:
            return entry.opened
        ended = self._ended.get(name)
        if ended is not None:
            raise NoSuchSessionError(ended.over)
        raise NoSuchSessionError(f"there is no session {name!r}")

    def route(self, name: str | None) -> Conversations | None:
        """Return the addon that answers a request of a name, which is None if it has none.

        Return None for a name that is new: `begin_on_first_use` then says what answers it.
        """
        if name is None:
            return self.nobody if self.current is None else self.current.conversations
        entry = self._entries.get(name)
        if entry is None:
            return None
        self._entries.move_to_end(name)
        return entry.session.conversations

    def peek(self, name: str | None) -> Session | None:
        """Return the session of a name; for one that is new, the session that it would be like.

        Return None if its requests get no answer.
        """
        entry = None if name is None else self._entries.get(name)
        if entry is not None:
            return entry.session
        if self.current is None or self._ended.get(name) is not None:
            return None
        return self.current if name is None or self.current.mode.offline else None

    def _make_unanswered(self, message: str, status: int | None = None) -> Conversations:
        return Conversations(NoSession(message, status), self.unrouted)

    @property
    def offline(self) -> bool:
        """Whether no session forwards anything."""
        return not self._forwarding

    @property
    def has_offline(self) -> bool:
        """Whether a session forwards nothing, or there is no session."""
        return not self._forwarding or self._forwarding < len(self._entries)
