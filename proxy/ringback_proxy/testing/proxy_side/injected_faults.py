"""A mode in front of another one: the next requests fail as a test has planned."""

import json
from collections import deque

from ringback.http.messages import Headers, Request, Response
from ringback.modes.base import Answer, Decision, Forward, Mode, Source
from ringback.twilio.values.faults import Fault


class InjectedFaults(Mode):
    """Answers with the planned faults, in order, and then leaves requests to `inner`."""

    def __init__(self, inner: Mode) -> None:
        self.inner = inner
        self.name = inner.name
        self.offline = inner.offline
        self.forwards_on_failure = inner.forwards_on_failure
        self._planned: deque[Fault] = deque()

    def plan(self, fault: Fault, times: int) -> None:
        """Have the next `times` requests fail, behind what is planned already."""
        self._planned.extend([fault] * times)

    def decide(self, request: Request) -> Decision:
        """Say what becomes of a request."""
        if not self._planned:
            return self.inner.decide(request)
        return Answer(_response(self._planned.popleft()), Source.FAKE)

    async def on_response(self, request: Request, response: Response, forward: Forward) -> None:
        """Pass the response to the inner mode."""
        await self.inner.on_response(request, response, forward)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Leave it to the mode behind; say how many planned faults nobody met."""
        lines = await self.inner.finish(ended_well=ended_well)
        if self._planned:
            lines += (f"{len(self._planned)} planned by fail_next were never met",)
        return lines


def _response(fault: Fault) -> Response:
    headers = Headers([("Content-Type", "application/json;charset=utf-8")])
    return Response(fault.status, headers, json.dumps(fault.body).encode())
