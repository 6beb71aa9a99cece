"""One test's share of the proxy: a mode, a journal and a clock of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ringback.errors import UsageError
from ringback.http.messages import Request, Response
from ringback.http.origin import Origin
from ringback.journal import Journal, JournalEntry
from ringback.mitmproxy_addon.addon import Conversations, make_conversations
from ringback.modes.base import Answer, Mode, Source
from ringback.twilio.schema.parameters import IGNORED
from ringback.twilio.values.faults import Fault
from ringback_proxy.testing.ipc.messages import History, Place, SessionResult
from ringback_proxy.testing.proxy_side.clock import Clock
from ringback_proxy.testing.proxy_side.injected_faults import InjectedFaults


@dataclass(slots=True)
class Session:
    """What one test has of the proxy, from its beginning to its end.

    `cassettes` are the files that it plays from or records to; `warnings` gather what is logged
    while it lasts.
    """

    title: str
    mode: Mode
    clock: Clock
    cassettes: tuple[Path, ...] = ()
    upstream: Origin | None = None
    warnings: list[str] = field(default_factory=list)
    journal: Journal = field(default_factory=Journal)
    faults: InjectedFaults = field(init=False)
    conversations: Conversations = field(init=False)

    def __post_init__(self) -> None:
        self.faults = InjectedFaults(self.mode)
        self.conversations = make_conversations(self.faults, self.journal, self.upstream)

    def entries(self, known: int) -> tuple[JournalEntry, ...]:
        """Return the exchanges behind the first `known` ones; of very many only the newest."""
        gone = self.journal.counts.total() - len(self.journal.entries)
        return tuple(islice(self.journal.entries, max(0, known - gone), None))

    def perform(self, request: Request) -> Response:
        """Have the fake answer a request that is no exchange, so that no assertion sees it.

        Raises UsageError where it has a parameter that there is not: Twilio ignores one without a
        word, and a test would go on with a world that is not the one it described.
        """
        if not self.mode.keeps_state:
            raise UsageError(
                f"the world is the fake's, and this test is in {self.mode.name} mode; "
                'mark it with @pytest.mark.ringback(mode="fake")'
            )
        decision = self.mode.decide(request)
        if not isinstance(decision, Answer):
            raise UsageError(f"{request.method} {request.target} is not faked")
        ignored = next((note for note in decision.notes if IGNORED in note), None)
        if ignored is not None:
            said = ignored.replace(IGNORED, "is not a parameter of this request.")
            raise UsageError(f"{request.method} {request.target}: {said}")
        return decision.response

    def fail_next(self, fault: Fault, times: int) -> None:
        """Have the next requests fail."""
        self.faults.plan(fault, times)

    def unplayed(self) -> tuple[str, ...]:
        """Return the recordings that were never played: label, request, file and line.

        While the test's cassette is being recorded, there are none. Raises UsageError where the
        mode plays no cassettes.
        """
        if not self.mode.offline:
            return ()
        unplayed = self.mode.unplayed()
        if unplayed is None:
            raise UsageError(
                "only what is replayed can be played to its end, and this test does not replay a "
                'cassette; mark it with @pytest.mark.ringback("NAME"), and record the cassette'
            )
        return tuple(
            f"{one.label}: {one.request.method} {one.request.target} ({one.place})"
            for one in unplayed
        )

    async def finish(self, *, well: bool) -> SessionResult:
        """Close what is open, and say what is left to say."""
        summary = await self.faults.finish(ended_well=well)
        return SessionResult(
            summary,
            self.cassettes,
            tuple(self._never_played()),
            tuple(self._missed()),
            self._history(),
        )

    def _history(self) -> History | None:
        counts = self.journal.counts
        if not (counts[Source.MISS] or counts[Source.ERROR] or self.warnings):
            return None
        return History(self.entries(0), tuple(self.warnings))

    def _missed(self) -> Iterable[str]:
        for entry in self.journal.entries:
            if entry.source is Source.MISS:
                yield f"{entry.request.method} {entry.request.target}"

    def _never_played(self) -> Iterable[Place]:
        for one in self.mode.unplayed() or ():
            yield Place(one.path, one.index)
