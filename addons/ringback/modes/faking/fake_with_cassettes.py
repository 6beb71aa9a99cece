"""Fake, with cassettes for what the model does not know, such as Twilio's other hosts."""

from dataclasses import replace

from ringback.cassette.matching.recording_index import IndexedRecording
from ringback.http.messages import Request
from ringback.modes.faking.fake import FakeMode
from ringback.modes.faking.other_hosts import OtherHosts
from ringback.modes.faking.unfaked_host import explain_unfaked_host
from ringback.modes.outcomes import Answer, Decision, Miss
from ringback.twilio.api import TwilioApi
from ringback.twilio.values import hosts


class FakeWithCassettesMode(FakeMode):
    """Fakes the Conversations API, and plays recordings for the rest."""

    def __init__(self, api: TwilioApi, others: OtherHosts) -> None:
        super().__init__(api)
        self._others = others

    def decide(self, request: Request) -> Decision:
        """Answer a request from the state of its account, or with a recording."""
        decision = super().decide(request) if hosts.is_doubled(request.host) else None
        if decision is not None and not isinstance(decision, Miss):
            return decision
        return self._complete(decision, *self._others.answer(request))

    async def decide_large(self, request: Request) -> Decision:
        """Return the same; what takes long is done in a thread."""
        is_own = hosts.is_doubled(request.host)
        decision = await super().decide_large(request) if is_own else None
        if decision is not None and not isinstance(decision, Miss):
            return decision
        return self._complete(decision, *await self._others.answer_large(request))

    def _complete(
        self, decision: Miss | None, answer: Answer | None, redacted: Request
    ) -> Decision:
        """Return a recording's answer; without one, what to do about a request."""
        if answer is not None:
            return answer
        if decision is not None:  # a route that is not faked
            return replace(decision, redacted_request=redacted)
        return explain_unfaked_host(redacted, self._others.cassette, self._others.hints)

    def recordings(self) -> tuple[IndexedRecording, ...]:
        """Return all recordings, with how often each was played."""
        return self._others.recordings()

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002 - part of the interface
        """Return how many recordings were played."""
        return (self._others.count(),)
