"""The clock of a session."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ringback.errors import UsageError
from ringback.settings import parsers
from ringback.twilio.values.durations import parse_duration
from ringback_proxy.control import bodies
from ringback_proxy.control.context import ControlContext
from ringback_proxy.control.descriptions import describe_clock
from ringback_proxy.sessions.clock import Clock

_KEYS = ("now", "advance", "frozen")


class ClockRoutes:
    """The endpoints for a session's clock."""

    def __init__(self, context: ControlContext) -> None:
        self._sessions = context.sessions

    @property
    def routes(self) -> list[Route]:
        """The routes below the prefix of the API."""
        path = "/sessions/{name}/clock"
        return [Route(path, self.get, methods=["GET"]), Route(path, self.put, methods=["PUT"])]

    async def get(self, request: Request) -> JSONResponse:
        """Return the time, and whether the clock is stopped."""
        session = (await self._sessions.look_up(request.path_params["name"])).session
        return JSONResponse(describe_clock(session.clock))

    async def put(self, request: Request) -> JSONResponse:
        """Set, advance and stop the clock, in this order; setting it stops it, too."""
        session = (await self._sessions.look_up(request.path_params["name"])).session
        given = await bodies.read_object(request, _KEYS)
        change = partial(_parse_change(given).apply, session.clock)
        if session.mode.state is not None:
            await session.mode.state.run(change)
        else:
            change()
        session.timers.clock_changed()
        return JSONResponse(describe_clock(session.clock))


@dataclass(frozen=True, slots=True)
class _Change:
    """What a request changes of a clock; None for what stays."""

    now: datetime | None
    step: timedelta | None
    frozen: bool | None

    def apply(self, clock: Clock) -> None:
        _check_reach(self.now or clock(), self.step)
        if self.now is not None:
            clock.stop_at(self.now)
        if self.step is not None:
            clock.advance(self.step)
        if self.frozen is not None:
            clock.stop() if self.frozen else clock.run()


def _parse_change(given: Mapping[str, Any]) -> _Change:
    """Parse what is given; nothing takes effect before all is known to be right."""
    if not given:
        raise UsageError('give "now", "advance" or "frozen", such as {"advance": "PT2H"}')
    now = _parse_now(given["now"]) if "now" in given else None
    step = _parse_step(given["advance"]) if "advance" in given else None
    frozen = given.get("frozen", True if now is not None else None)
    if frozen is not None and not isinstance(frozen, bool):
        raise UsageError(f"frozen is {frozen!r}; accepted are true and false")
    return _Change(now, step, frozen)


def _check_reach(start: datetime, step: timedelta | None) -> None:
    """Raise UsageError if a step leads beyond the last date."""
    try:
        start + (step or timedelta())
    except OverflowError:
        raise UsageError(f"the clock cannot advance by {step}; the last year is 9999") from None


def _parse_now(text: object) -> datetime:
    """Parse an instant, with its fraction of a second."""
    whole = parsers.parse_instant(str(text))
    return whole.replace(microsecond=datetime.fromisoformat(str(text)).microsecond)


def _parse_step(text: object) -> timedelta:
    duration = parse_duration(text) if isinstance(text, str) else None
    if duration is None or duration.months or duration.is_zero:
        raise UsageError(
            f"advance is {text!r}; give an ISO 8601 duration of weeks, days, hours, minutes and "
            "seconds, such as PT2H"
        )
    return duration.span
