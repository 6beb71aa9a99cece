"""Replay; what the cassettes lack, the fake answers, from a state that knows the recordings."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ringback.cassette.model import Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.restoration import restore_sids_of_body
from ringback.http.messages import Request
from ringback.modes.faking.fake import FakeMode
from ringback.modes.faking.fake_state import FakeState
from ringback.modes.outcomes import Answer, Decision, Miss
from ringback.modes.replaying.replay import ReplayMode
from ringback.modes.wrapper import ModeWrapper
from ringback.twilio.api import TwilioApi
from ringback.twilio.webhooks.pre_action import PreAction

_FAKED = "the cassette lacks this; the fake answered"


class _SeededState(FakeState):
    """A state that knows what existed before the recordings were made, for each caller."""

    def __init__(self, api: TwilioApi, seed: Callable[[Request], None]) -> None:
        super().__init__(api)
        self._seed = seed

    def set_up(self, request: Request) -> Decision:
        """Answer a test's own call from the state that the fake goes on with."""
        self._seed(request)
        return super().set_up(request)


class ReplayOrFakeMode(ModeWrapper):
    """Plays recordings while there are any, and goes on as the fake.

    The fake knows what the recordings that were played have shown, created and deleted. A resource
    that recordings show but none of them creates existed before they were made: it is known from
    the start, as the first of them shows it.
    """

    def __init__(
        self,
        replay: ReplayMode,
        api: TwilioApi,
        redactor: Redactor,
        recordings: Iterable[Recording],
    ) -> None:
        super().__init__(replay)
        self.state: FakeState = _SeededState(api, self._seed)
        self.faked = 0
        self._replay = replay
        self._api = api
        self._fake = FakeMode(api)
        self._redactor = redactor
        self._recordings = tuple(recordings)
        self._seeded: set[tuple[str | None, str | None]] = set()

    def decide(self, request: Request) -> Decision:
        """Play the recording of a request, or fake the answer to it."""
        self._seed(request)
        decision = self._replay.decide(request)
        if isinstance(decision, Answer):
            return self._play(request, decision)
        return self._complete(decision, self._fake.decide(request))

    async def decide_large(self, request: Request) -> Decision:
        """Return the same; what takes long is done in a thread."""
        self._seed(request)
        decision = await self._replay.decide_large(request)
        if isinstance(decision, Answer):
            return self._play(request, decision)
        return self._complete(decision, await self._fake.decide_large(request))

    def _play(self, request: Request, answer: Answer) -> Answer:
        self._api.seed(request, answer.response)
        return answer

    def _complete(self, decision: Miss, faked: Decision) -> Decision:
        """Return what the fake decided after a miss, with what the replay knows of the request."""
        if isinstance(faked, PreAction):
            waiting = faked
            return PreAction(
                waiting.webhook, lambda reply: self._complete(decision, waiting.resume(reply))
            )
        if isinstance(faked, Answer):
            self.faked += 1
            # Without the summary: the fake knows no names to redact, the console does.
            notes = (_FAKED, *faked.notes)
            redacted = decision.redacted_request
            return replace(faked, notes=notes, summary=None, redacted_request=redacted)
        if isinstance(faked, Miss):
            message = f"{decision.message} {faked.message}"
            return Miss(message, decision.report, decision.redacted_request)
        raise AssertionError("the fake forwards nothing")

    def _seed(self, request: Request) -> None:
        """Seed the state of a new caller with what existed before the recordings were made."""
        caller = self._redactor.key_accounts.find_caller(request)
        if (caller.account_sid, caller.key_sid) in self._seeded:
            return
        self._seeded.add((caller.account_sid, caller.key_sid))
        find_caller = self._redactor.key_accounts.find_caller
        exchanges = (
            (one.request, restore_sids_of_body(one.response, caller, find_caller(one.request)))
            for one in self._recordings
        )
        self._api.seed_preexisting(exchanges, request.headers)

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Return the summary of the replay, and how much was faked."""
        lines = await self._replay.finish(ended_well=ended_well)
        return (*lines, f"{self.faked} faked, as no recording was left for them")
