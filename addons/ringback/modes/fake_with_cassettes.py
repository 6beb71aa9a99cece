"""Fake, with cassettes for what the model does not know, such as Twilio's other hosts."""

from dataclasses import replace

from ringback.cassette.matching.recording_index import IndexedRecording
from ringback.http.messages import Request
from ringback.modes.base import Decision, Miss
from ringback.modes.fake import FakeMode
from ringback.modes.other_hosts import OtherHosts
from ringback.modes.unfaked_host import explain_unfaked_host
from ringback.twilio.api import TwilioApi
from ringback.twilio.values import hosts


class FakeWithCassettesMode(FakeMode):
    """Fakes the Conversations API, and plays recordings for the rest."""

    def __init__(self, api: TwilioApi, others: OtherHosts) -> None:
        super().__init__(api)
        self._others = others

    def prepare(self, request: Request) -> None:
        """Redact a large request to another host."""
        if not hosts.is_doubled(request.host):
            self._others.prepare(request)

    def decide(self, request: Request) -> Decision:
        """Answer a request from the state of its account, or with a recording."""
        decision = super().decide(request) if hosts.is_doubled(request.host) else None
        if decision is not None and not isinstance(decision, Miss):
            return decision
        answer, redacted = self._others.answer(request)
        if answer is not None:
            return answer
        if decision is not None:  # a route that is not faked
            return replace(decision, redacted_request=redacted)
        return explain_unfaked_host(redacted, self._others.cassette, self._others.hints)

    def recordings(self) -> tuple[IndexedRecording, ...]:
        """Return all recordings, with how often each was played."""
        return self._others.recordings()

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:  # noqa: ARG002
        """Return how many recordings were played."""
        return (self._others.count(),)
