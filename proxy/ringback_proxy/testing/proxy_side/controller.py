"""Handles the test process's messages: sessions begin, are inspected, and end."""

import logging
from typing import Any

from ringback.twilio.values.faults import Fault
from ringback_proxy.server.master import ProxyMaster
from ringback_proxy.sessions.registry import SessionRegistry
from ringback_proxy.sessions.result import History, SessionResult
from ringback_proxy.sessions.session import Session
from ringback_proxy.testing.ipc import messages


class Controller:
    """The test process's side of one proxy's sessions."""

    def __init__(self, master: ProxyMaster, sessions: SessionRegistry) -> None:
        self._master = master
        self._sessions = sessions

    async def handle(self, message: messages.Message[Any]) -> object:
        """Do what a message asks and return its answer; raises RingbackError."""
        match message:
            case messages.Begin():
                opened = await self._sessions.begin(message.session, message.spec)
                return tuple(opened.session.warnings)
            case messages.End():
                return await self._end(message)
            case messages.FetchHistory(name, known):
                session = self._find(name)
                return History(session.entries(known), tuple(session.warnings))
            case messages.FetchUnplayed(name):
                return self._find(name).unplayed()
            case messages.Perform(name, request):
                return self._find(name).perform(request)
            case messages.FailNext(name, status, code, text, times):
                self._find(name).fail_next(Fault(status, code, text), times)
            case messages.ReadClock(name):
                return self._find(name).clock()
            case messages.SetClock(name, now):
                self._find(name).clock.stop_at(now)
            case messages.AdvanceClock(name, by):
                self._find(name).clock.advance(by)
        return None

    def _find(self, name: str) -> Session:
        return self._sessions.find(name).session

    async def _end(self, message: messages.End) -> SessionResult:
        session = self._find(message.session)
        result = await self._sessions.end(message.session, ended_well=message.ended_well)
        if not session.mode.offline:
            # A tunnel to another of Twilio's hosts was allowed; the next session may be offline.
            await self._master.close_connections()
        return result

    async def close(self) -> None:
        """End the sessions that are still open: the test process is gone."""
        await self._sessions.close(ended_well=False)


class WarningCollector(logging.Handler):
    """Adds what is logged to the warnings of the current session."""

    def __init__(self, sessions: SessionRegistry) -> None:
        super().__init__(logging.WARNING)
        self._sessions = sessions

    def emit(self, record: logging.LogRecord) -> None:
        """Add one record, with its traceback."""
        current = self._sessions.current
        if current is not None:
            text = record.getMessage()
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            current.warnings.append(text)
