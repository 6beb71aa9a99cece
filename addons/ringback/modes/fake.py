"""Fake: every answer is made up from the model of the API, and nothing reaches Twilio."""

from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Decision, Miss, Source
from ringback.twilio.api import NotFaked, TwilioApi


class FakeMode:
    """Answers each request as Twilio would; what the fake does not have is a miss."""

    name = "fake"
    offline = True

    def __init__(self, api: TwilioApi) -> None:
        self._api = api

    def decide(self, request: Request) -> Decision:
        """Answer a request out of the world of its account."""
        reply = self._api.answer(request)
        if isinstance(reply, NotFaked):
            return Miss(reply.message)
        return Answer(reply.response, Source.FAKE, notes=reply.notes)

    async def learn(self, request: Request, response: Response) -> None:
        """Have nothing to learn: no request is ever forwarded."""

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002
        """Have nothing open, and nothing to sum up."""
        return ()
