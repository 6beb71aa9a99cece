"""Makes replays of cassettes."""

import shlex
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from ringback.cassette.redaction.redactor import Redactor
from ringback.clock import system_clock
from ringback.modes.factories.assembled import Assembled
from ringback.settings.table import FakeSettings, ReplaySettings

if TYPE_CHECKING:
    from ringback.cassette.matching.hints import Hints


def assemble_replay(
    settings: ReplaySettings,
    clock: Callable[[], datetime] = system_clock,
    key_account_sid: str | None = None,
    hints: "Hints | None" = None,
) -> Assembled:
    """Return the replay of cassettes; `hints` are for misses, the command line's by default.

    `clock` and `key_account_sid` are for the fake that answers misses if the settings want it.
    Raises UsageError and CassetteError.
    """
    return Playback(settings, hints).assemble(clock, key_account_sid)


class Playback:
    """Cassettes that are read once and can be replayed many times, each time from the start.

    What the later replays play does not count as unplayed in the first one. The arguments are
    those of `assemble_replay`; raises UsageError and CassetteError.
    """

    def __init__(self, settings: ReplaySettings, hints: "Hints | None" = None) -> None:
        from ringback.cassette.matching.hints import Hints
        from ringback.cassette.storage.library import load_library
        from ringback.modes.factories.matching import make_matching
        from ringback.modes.replaying.replay import ReplayMode

        matching = make_matching(settings)
        library = load_library(settings.cassette)
        names = (*library.redact_names, *settings.redact)
        redactor = Redactor.of_sent_requests(names)
        options = " ".join(f"--redact {shlex.quote(name)}" for name in settings.redact)
        self._first = ReplayMode(
            library,
            matching,
            redactor,
            settings.allow_playback_repeats,
            hints or Hints(options),
            takes_recorded_time=settings.latency == "recorded",
        )
        self._settings = settings
        self._recordings = library.recordings
        self._redactor = redactor
        self._pristine = redactor.copy()
        self._is_first = True
        ambiguity = self._first.find_ambiguity()
        told = (*library.warnings, *library.empty_warnings)
        self.warnings = (*told, ambiguity) if ambiguity else told

    def assemble(
        self, clock: Callable[[], datetime], key_account_sid: str | None = None
    ) -> Assembled:
        """Return a replay in which nothing has been played."""
        redactor = self._redactor if self._is_first else self._pristine.copy()
        replay = self._first if self._is_first else self._first.fork(redactor)
        self._is_first = False
        if self._settings.on_miss == "refuse":
            return Assembled(replay, redactor, self.warnings)
        # With the model of the API.
        from ringback.modes.factories.fake import make_api
        from ringback.modes.faking.replay_or_fake import ReplayOrFakeMode

        own = self._settings
        fake = FakeSettings(seed=own.seed, unknown_services=own.unknown_services)
        api = make_api(fake, clock, key_account_sid)
        mode = ReplayOrFakeMode(replay, api, redactor, self._recordings)
        return Assembled(mode, redactor, self.warnings)
