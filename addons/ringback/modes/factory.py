"""Makes modes from settings: the only place that joins the clock, SIDs, cassettes and locks.

Each function imports the modules of its mode, because a cassette's libraries are slow to load.
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
from ringback.settings.table import (
    CassetteSettings,
    FakeSettings,
    InspectSettings,
    RecordSettings,
    ReplaySettings,
    Settings,
)

if TYPE_CHECKING:
    from ringback.cassette.matching.matchers import Matching
    from ringback.cassette.matching.miss_report import Hints
    from ringback.twilio.api import TwilioApi


def system_clock() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A mode with the redactor for whatever is shown or written of its requests.

    `warnings` are for the console at the start, such as of a cassette with a torn end.
    """

    mode: Mode
    redactor: Redactor
    warnings: tuple[str, ...] = ()


def assemble(settings: Settings, lock_dir: Path) -> Assembled:
    """Return the mode that the settings are for.

    Raises UsageError and CassetteError. A record mode holds the lock of its cassette, in
    `lock_dir`, until it is finished.
    """
    match settings:
        case FakeSettings():
            return assemble_fake(settings)
        case ReplaySettings():
            return assemble_replay(settings)
        case RecordSettings():
            return assemble_guarded_record(settings, lock_dir)
        case InspectSettings():
            return assemble_inspect()


def assemble_fake(
    settings: FakeSettings,
    clock: Callable[[], datetime] = system_clock,
    key_account_sid: str | None = None,
) -> Assembled:
    """Return the fake; `clock` counts unless the settings freeze it.

    API keys belong to the account `key_account_sid`, unless the settings insist on an account.
    Raises CassetteError.
    """
    return Faking(settings).assemble(clock, key_account_sid)


class Faking:
    """The fake, with cassettes for other hosts, which are read once for any number of sessions.

    `hints` are for misses, the command line's by default. Raises CassetteError.
    """

    def __init__(self, settings: FakeSettings, hints: "Hints | None" = None) -> None:
        self._settings = settings
        self._redactor = Redactor()
        self._others = None
        if settings.cassette:
            from ringback.cassette.matching.miss_report import COMMAND_LINE
            from ringback.cassette.storage.library import load_library
            from ringback.modes.faking.other_hosts import OtherHosts

            library = load_library(settings.cassette)
            self._redactor = Redactor.of_sent_requests(library.redact_names)
            self._others = OtherHosts(library, self._redactor, hints or COMMAND_LINE)

    def assemble(
        self, clock: Callable[[], datetime], key_account_sid: str | None = None
    ) -> Assembled:
        """Return a fake with an empty state, of whose recordings none has been played."""
        api = _make_api(self._settings, clock, key_account_sid)
        if self._others is None:
            from ringback.modes.faking.fake import FakeMode

            return Assembled(FakeMode(api), Redactor())
        from ringback.modes.faking.fake_with_cassettes import FakeWithCassettesMode

        redactor = self._redactor.copy()
        others = self._others.fork(redactor)
        return Assembled(FakeWithCassettesMode(api, others), redactor, others.warnings)


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
        from ringback.cassette.matching.miss_report import Hints
        from ringback.cassette.storage.library import load_library
        from ringback.modes.replaying.replay import ReplayMode

        matching = _make_matching(settings)
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
        self.warnings = (*library.warnings, *((ambiguity,) if ambiguity else ()))

    def assemble(
        self, clock: Callable[[], datetime], key_account_sid: str | None = None
    ) -> Assembled:
        """Return a replay in which nothing has been played."""
        redactor = self._redactor if self._is_first else self._pristine.copy()
        replay = self._first if self._is_first else self._first.fork(redactor)
        self._is_first = False
        if self._settings.on_miss == "refuse":
            return Assembled(replay, redactor, self.warnings)
        from ringback.modes.faking.replay_or_fake import (
            ReplayOrFakeMode,  # with the model of the API
        )

        own = self._settings
        fake = FakeSettings(seed=own.seed, unknown_services=own.unknown_services)
        api = _make_api(fake, clock, key_account_sid)
        mode = ReplayOrFakeMode(replay, api, redactor, self._recordings)
        return Assembled(mode, redactor, self.warnings)


def assemble_guarded_record(settings: RecordSettings, lock_dir: Path) -> Assembled:
    """Return a mode that records within the limits of the settings, and cleans up if they say so.

    Raises UsageError and CassetteError.
    """
    from ringback.modes.recording.clean_up import CleanUp
    from ringback.modes.recording.guarded_record import GuardedRecordMode
    from ringback.modes.recording.upstream_deletion import UpstreamDeletion
    from ringback.modes.recording.write_guard import WriteGuard

    assembled = assemble_record(settings, lock_dir)
    guard = WriteGuard(settings.max_writes, settings.only_account)
    delete = UpstreamDeletion(settings.upstream, settings.upstream_ca, settings.upstream_timeout)
    clean_up = CleanUp(delete) if settings.clean_up else None
    mode = GuardedRecordMode(assembled.mode, guard, assembled.redactor, clean_up)
    return Assembled(mode, assembled.redactor, assembled.warnings)


def assemble_record(
    settings: RecordSettings, lock_dir: Path, *, extends: bool = False
) -> Assembled:
    """Return a mode that records to one cassette, whose lock it holds until it is finished.

    With the record mode `all` the recordings replace the cassette, or with `extends` are added to
    it. Raises UsageError and CassetteError.
    """
    if settings.record_mode == "compare":
        return _assemble_compare(settings)
    from ringback.cassette.storage.recorder import Recorder
    from ringback.modes.recording.record import RecordMode

    path = _single_file(settings.cassette)
    matching = _make_matching(settings)
    recorder = Recorder(
        path,
        lock_dir,
        redact_names=settings.redact,
        record_mode=settings.record_mode,
        extends=extends,
    )
    names = (*recorder.cassette.redact_names, *settings.redact)
    redactor = Redactor.of_sent_requests(names)
    mode = RecordMode(
        recorder, matching, redactor, settings.record_mode, settings.allow_playback_repeats
    )
    return Assembled(mode, redactor, recorder.notes)


def _assemble_compare(settings: RecordSettings) -> Assembled:
    """Return a mode that compares replies with the recorded ones, and writes nothing."""
    from ringback.cassette.storage.library import load_library
    from ringback.modes.recording.compare import CompareMode

    library = load_library(settings.cassette)
    names = (*library.redact_names, *settings.redact)
    redactor = Redactor.of_sent_requests(names)
    matching, repeats = _make_matching(settings), settings.allow_playback_repeats
    mode = CompareMode(library.recordings, matching, redactor, repeats)
    return Assembled(mode, redactor, library.warnings)


def assemble_inspect() -> Assembled:
    """Return a mode that forwards every request."""
    from ringback.modes.inspect import InspectMode

    return Assembled(InspectMode(), Redactor())


def _make_api(
    settings: FakeSettings, clock: Callable[[], datetime], key_account_sid: str | None
) -> "TwilioApi":
    from ringback.twilio.api import TwilioApi, Validation
    from ringback.twilio.values.sid_sources import RandomSids, SeededSids
    from ringback.twilio.webhooks.configuration import WebhookSettings

    frozen = settings.now
    return TwilioApi(
        clock=clock if frozen is None else lambda: frozen,
        sids=RandomSids() if settings.seed is None else SeededSids(settings.seed),
        account_sid=settings.account_sid,
        auth_token=settings.auth_token,
        key_account_sid=key_account_sid,
        validation=Validation(settings.validation),
        max_body=settings.max_body,
        adopts_services=settings.unknown_services == "adopt",
        webhooks=WebhookSettings(
            sent=settings.webhooks,
            post_url=settings.webhook_url,
            pre_url=settings.pre_webhook_url,
            filters=settings.webhook_filter,
            receipts=settings.delivery_receipts,
        ),
    )


def _make_matching(settings: CassetteSettings) -> "Matching":
    from ringback.cassette.matching.matchers import Matching

    return Matching(settings.match_on, frozenset(settings.ignore_field))


def _single_file(paths: tuple[Path, ...]) -> Path:
    """Return the only path; raises UsageError if there are more, or if it is a folder."""
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
