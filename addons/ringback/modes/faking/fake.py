"""Fake: every answer comes from the model of the API, and nothing reaches Twilio."""

import asyncio

from ringback.http.messages import Request
from ringback.modes.faking.fake_state import FakeState, make_decision
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Decision
from ringback.twilio.api import TwilioApi
from ringback.twilio.operations.request_form import parse_request
from ringback.twilio.values import hosts


class FakeMode(Mode):
    """Answers each request as Twilio would; a request that the model does not know is a miss."""

    name = "fake"

    def __init__(self, api: TwilioApi) -> None:
        self._api = api
        self.state: FakeState = FakeState(api)

    def decide(self, request: Request) -> Decision:
        """Answer a request from the state of its account."""
        if not hosts.is_doubled(request.host):
            from ringback.modes.faking.unfaked_host import (
                explain_unfaked_host,  # with cassettes' modules
            )

            return explain_unfaked_host(request)
        return make_decision(self._api.answer(request))

    async def decide_large(self, request: Request) -> Decision:
        """Answer a large request, whose body is parsed in a thread."""
        if not hosts.is_doubled(request.host):
            return self.decide(request)
        return make_decision(self._api.answer(await asyncio.to_thread(parse_request, request)))
