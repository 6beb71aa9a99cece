"""Fake: every answer comes from the model of the API, and nothing reaches Twilio."""

from ringback.http.messages import Request
from ringback.modes.base import Answer, Decision, Miss, Mode, Source
from ringback.twilio.api import NotFaked, Reply, TwilioApi


class FakeMode(Mode):
    """Answers each request as Twilio would; a request that the model does not know is a miss."""

    name = "fake"

    def __init__(self, api: TwilioApi) -> None:
        self._api = api

    def decide(self, request: Request) -> Decision:
        """Answer a request from the state of its account."""
        return _decide(self._api.answer(request))

    def set_up(self, request: Request) -> Decision:
        """Answer a test's own call, which may name the SID of what it creates."""
        return _decide(self._api.answer(request, chooses_sid=True))


def _decide(reply: Reply | NotFaked) -> Decision:
    if isinstance(reply, NotFaked):
        return Miss(reply.message)
    return Answer(reply.response, Source.FAKE, notes=reply.notes, summary=reply.summary)
