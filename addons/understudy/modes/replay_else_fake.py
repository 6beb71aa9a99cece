"""Replay, and what the cassettes lack the fake answers, in a world that knows the recordings."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from understudy.cassette.interaction import Recording
from understudy.cassette.redaction import Redactor
from understudy.exchange import Request, Response
from understudy.modes.decision import Answer, Decision, Miss
from understudy.modes.fake import FakeMode
from understudy.modes.replay import ReplayMode, played
from understudy.twilio.api import TwilioApi

_FAKED = "the cassette lacks this; the fake answered"


class ReplayElseFakeMode:
    """Plays recordings while there are any, and goes on as the fake.

    The fake knows what recordings that were played have shown, created and deleted. What
    recordings show but none of them creates was there before, and is known from the start.
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
        self._there_before = tuple(_there_before(tuple(recordings)))
        self._introduced: set[tuple[str | None, str | None]] = set()

    def decide(self, request: Request) -> Decision:
        """Play the recording of a request, or fake the answer to it."""
        self._introduce(request)
        decision = self._replay.decide(request)
        if isinstance(decision, Answer):
            self._api.learn(request, decision.response)
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
        for recording in self._there_before:
            asked = replace(recording.request, headers=request.headers)
            self._api.learn(asked, played(recording, request, self._redactor).response)

    async def learn(self, request: Request, response: Response) -> None:  # noqa: ARG002
        """Never called: nothing is forwarded."""
        raise AssertionError("replay forwards nothing")

    async def finish(self, *, ended_well: bool) -> tuple[str, ...]:
        """Sum up the recordings, and say how much was faked."""
        lines = await self._replay.finish(ended_well=ended_well)
        return (*lines, f"{self.faked} faked, as no recording was left for them")


def _there_before(recordings: tuple[Recording, ...]) -> Iterator[Recording]:
    """Give the recordings that show resources which no recording creates."""
    created = {
        sid
        for recording in recordings
        if recording.request.method == "POST" and recording.response.status in (201, 202)
        for sid in _sids(recording.response)
    }
    for recording in recordings:
        if recording.request.method == "GET" and created.isdisjoint(_sids(recording.response)):
            yield recording


def _sids(response: Response) -> Iterator[str]:
    """Give the sids of the resource, or of the listed resources, in a reply."""
    try:
        document = json.loads(response.body)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    lists = [value for value in document.values() if isinstance(value, list)]
    for resource in (document, *(item for items in lists for item in items)):
        if isinstance(resource, dict) and isinstance(resource.get("sid"), str):
            yield resource["sid"]
