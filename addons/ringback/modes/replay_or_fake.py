"""Replay, and what the cassettes lack the fake answers, in a world that knows the recordings."""

from collections.abc import Iterable
from dataclasses import replace

from ringback.cassette.model import Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Request, Response
from ringback.modes.base import Answer, Decision, Miss
from ringback.modes.fake import FakeMode
from ringback.modes.replay import ReplayMode, played
from ringback.twilio.api import TwilioApi

_FAKED = "the cassette lacks this; the fake answered"


class ReplayOrFakeMode:
    """Plays recordings while there are any, and goes on as the fake.

    The fake knows what recordings that were played have shown, created and deleted. What
    recordings show but none of them creates was there before, and is known from the start, as the
    first of them shows it.
    """

    name = "replay"
    offline = True

    def __init__(
        self,
        replay: ReplayMode,
        api: TwilioApi,
        redactor: Redactor,
        recordings: Iterable[Recording],
    ) -> None:
        self.faked = 0
        self._replay = replay
        self._api = api
        self._fake = FakeMode(api)
        self._redactor = redactor
        self._recordings = tuple(recordings)
        self._introduced: set[tuple[str | None, str | None]] = set()

    def decide(self, request: Request) -> Decision:
        """Play the recording of a request, or fake the answer to it."""
        self._introduce(request)
        decision = self._replay.decide(request)
        if isinstance(decision, Answer):
            self._api.seed(request, decision.response)
            return decision
        faked = self._fake.decide(request)
        if isinstance(faked, Answer):
            self.faked += 1
            return replace(faked, notes=(_FAKED, *faked.notes))
        if isinstance(faked, Miss):
            return Miss(f"{decision.message} {faked.message}", decision.report)
        raise AssertionError("the fake forwards nothing")

    def _introduce(self, request: Request) -> None:
        """Tell a new caller's world what was there before the recordings were made."""
        caller = self._redactor.caller_of(request)
        if (caller.account_sid, caller.key_sid) in self._introduced:
            return
        self._introduced.add((caller.account_sid, caller.key_sid))
        self._api.seed_preexisting(
            (_as_asked_by(request, recording), played(recording, request, self._redactor).response)
            for recording in self._recordings
        )

    def unplayed(self) -> tuple[Recording, ...]:
        """Return the recordings that no request has asked for."""
        return self._replay.unplayed()

    async def learn(self, request: Request, response: Response) -> None:  # noqa: ARG002
        """Never called: nothing is forwarded."""
        raise AssertionError("replay forwards nothing")

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Sum up the recordings, and say how much was faked."""
        lines = await self._replay.finish(ended_well=ended_well)
        return (*lines, f"{self.faked} faked, as no recording was left for them")


def _as_asked_by(request: Request, recording: Recording) -> Request:
    """Return a recorded request as if the one who asks now had sent it."""
    credentials = request.headers.get("Authorization") or ""
    headers = recording.request.headers.having("Authorization", credentials)
    return replace(recording.request, headers=headers)
