"""Fake: every answer comes from the model of the API, and nothing reaches Twilio."""

from ringback.http.messages import Request
from ringback.modes.base import Answer, Decision, Miss, Mode, Source
from ringback.twilio.api import NotFaked, TwilioApi


class FakeMode(Mode):
    """Answers each request as Twilio would; a request that the model does not know is a miss."""

    name = "fake"
    keeps_state = True

    def __init__(self, api: TwilioApi) -> None:
        self._api = api

    def decide(self, request: Request) -> Decision:
        """Answer a request from the state of its account."""
        reply = self._api.answer(request)
        if isinstance(reply, NotFaked):
            return Miss(reply.message)
        return Answer(reply.response, Source.FAKE, notes=reply.notes, summary=reply.summary)
