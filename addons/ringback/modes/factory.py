"""Where settings become a mode: the one place that joins clock, SIDs, cassettes and locks.

Each mode's own modules are imported only for it: the cassette's libraries are slow to load.
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ringback.cassette.redaction.redactor import Redactor
from ringback.errors import UsageError
from ringback.modes.base import Mode
from ringback.settings.table import Settings

if TYPE_CHECKING:
    from ringback.cassette.matching.matchers import Matching
    from ringback.cassette.matching.miss_report import Hints
    from ringback.twilio.api import TwilioApi


def system_clock() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A mode, and the redactor through which everything that is shown or written must go.

    `warnings` are for the console at the start: a cassette with a torn end, say. `never_played`
    counts the recordings that nobody has asked for so far.
    """

    mode: Mode
    redactor: Redactor
    warnings: tuple[str, ...] = ()
    never_played: Callable[[], int] = int


def assemble(
    settings: Settings,
    lock_dir: Path,
    clock: Callable[[], datetime] = system_clock,
    *,
    extends: bool = False,
    hints: "Hints | None" = None,
    key_account_sid: str | None = None,
) -> Assembled:
    """Make the mode that the settings ask for; `clock` is the fake's, unless they freeze it.

    What record mode `all` records replaces the cassette, or with `extends` is added to it.
    `hints` are those of the explanations of misses, the command line's by default. API keys are
    `key_account_sid`'s in the fake, where the settings insist on no account.

    Raises UsageError and CassetteError; a record mode then holds its cassette's lock until it is
    finished.
    """
    match settings.mode:
        case "fake":
            return _fake(settings, clock, key_account_sid)
        case "inspect":
            from ringback.modes.inspect import InspectMode

            return Assembled(InspectMode(), Redactor())
        case "replay":
            return _replay(settings, clock, hints, key_account_sid)
        case "record":
            return _record(settings, lock_dir, extends)


def _fake(
    settings: Settings, clock: Callable[[], datetime], key_account_sid: str | None
) -> Assembled:
    from ringback.modes.fake import FakeMode

    return Assembled(FakeMode(_api(settings, clock, key_account_sid)), Redactor())


def _api(
    settings: Settings, clock: Callable[[], datetime], key_account_sid: str | None
) -> "TwilioApi":
    from ringback.twilio.api import TwilioApi, Validation
    from ringback.twilio.values.sid_sources import RandomSids, SeededSids

    frozen = settings.now
    return TwilioApi(
        clock=clock if frozen is None else lambda: frozen,
        sids=RandomSids() if settings.seed is None else SeededSids(settings.seed),
        account_sid=settings.account_sid,
        auth_token=settings.auth_token,
        key_account_sid=key_account_sid,
        validation=Validation(settings.validation),
        max_body=settings.max_body,
    )


def _replay(
    settings: Settings,
    clock: Callable[[], datetime],
    hints: "Hints | None",
    key_account_sid: str | None,
) -> Assembled:
    from ringback.cassette.matching.miss_report import Hints
    from ringback.cassette.storage.recorder import load
    from ringback.modes.replay import ReplayMode

    matching = _matching(settings)
    library = load(settings.cassette)
    redactor = Redactor((*library.redact_names, *settings.redact))
    repeats = settings.allow_playback_repeats
    option = " ".join(f"--redact {shlex.quote(name)}" for name in settings.redact)
    hints = hints or Hints(option)
    replay = ReplayMode(library, matching, redactor, repeats, hints)

    def never_played() -> int:
        return len(replay.unplayed())

    if settings.on_miss == "refuse":
        return Assembled(replay, redactor, library.warnings, never_played)
    from ringback.modes.replay_or_fake import ReplayOrFakeMode

    api = _api(settings, clock, key_account_sid)
    mode = ReplayOrFakeMode(replay, api, redactor, library.recordings)
    return Assembled(mode, redactor, library.warnings, never_played)


def _record(settings: Settings, lock_dir: Path, extends: bool) -> Assembled:
    from ringback.cassette.storage.recorder import Recorder
    from ringback.modes.record import RecordMode

    path = _the_one_file(settings.cassette)
    matching = _matching(settings)
    recorder = Recorder(
        path, lock_dir, settings.redact, record_mode=settings.record_mode, extends=extends
    )
    redactor = Redactor((*recorder.cassette.redact_names, *settings.redact))
    mode = RecordMode(
        recorder, matching, redactor, settings.record_mode, settings.allow_playback_repeats
    )
    return Assembled(mode, redactor, recorder.notes)


def _matching(settings: Settings) -> "Matching":
    from ringback.cassette.matching.matchers import Matching

    return Matching(settings.match_on, frozenset(settings.ignore_field))


def _the_one_file(paths: tuple[Path, ...]) -> Path:
    if len(paths) > 1:
        raise UsageError(
            f"record writes one cassette, and {len(paths)} were given; "
            f"give --cassette once, such as -c {paths[0]}"
        )
    if paths[0].is_dir():
        raise UsageError(
            f"{paths[0]} is a folder, and record writes one file; "
            f"give --cassette a file in it, such as -c {paths[0] / 'create.yaml'}"
        )
    return paths[0]
