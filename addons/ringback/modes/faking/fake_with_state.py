"""Fake, with a state in a database: it is there after a restart, and other proxies share it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from ringback.http.messages import Request
from ringback.modes.faking.database_state import DatabaseState
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Answer, Decision, Source
from ringback.modes.wrapper import ModeWrapper
from ringback.state.connection import StateError
from ringback.twilio.operations.request_form import parse_request
from ringback.twilio.operations.responses import respond
from ringback.twilio.values import hosts
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.sid_sources import RandomSids

# In bytes. The body of a larger request is parsed before it is the request's turn.
_LARGE_BODY = 16_384
_UNAVAILABLE = Fault(503, 20503, "Service Unavailable")


class FakeWithStateMode(ModeWrapper):
    """Has another fake decide in transactions of a database."""

    def __init__(self, inner: Mode, state: DatabaseState) -> None:
        super().__init__(inner)
        self.state: DatabaseState = state

    def put_in_front(self, make: Callable[[Mode], Mode]) -> Mode:
        """Return this mode with another one in front of the fake, within its transactions."""
        return FakeWithStateMode(make(self.inner), self.state)

    def decide(self, request: Request) -> Decision:
        """Raise an exception: a database is waited for."""
        raise RuntimeError(f"{request.label} has to be decided by decide_large")

    async def decide_large(self, request: Request) -> Decision:
        """Answer a request in a transaction; a 503 if the database cannot be used."""
        try:
            return await self._decide(request)
        except StateError as error:
            return _answer_unavailable(request, str(error))

    async def _decide(self, request: Request) -> Decision:
        if not hosts.is_doubled(request.host):
            return await self.inner.decide_large(request)
        if len(request.body) > _LARGE_BODY:
            request = await asyncio.to_thread(parse_request, request)
        return await self.state.run(lambda: self.inner.decide(request))

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Close the database, and finish the other fake."""
        await self.state.close()
        return await self.inner.finish(ended_well=ended_well)


def _answer_unavailable(request: Request, note: str) -> Answer:
    now, request_sid = datetime.now(UTC), RandomSids().next("RQ")
    response = respond(request, _UNAVAILABLE, now=now, request_sid=request_sid)
    return Answer(response, Source.ERROR, notes=(note,))
