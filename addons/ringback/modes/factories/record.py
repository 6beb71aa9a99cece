"""Makes modes that record, or that compare replies with recorded ones."""

from pathlib import Path

from ringback.cassette.redaction.redactor import Redactor
from ringback.errors import UsageError
from ringback.files import is_folder
from ringback.modes.factories.assembled import Assembled
from ringback.settings.table import RecordSettings


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
    from ringback.modes.factories.matching import make_matching
    from ringback.modes.recording.record import RecordMode

    path = _single_file(settings.cassette)
    matching = make_matching(settings)
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
    from ringback.modes.factories.matching import make_matching
    from ringback.modes.recording.compare import CompareMode

    library = load_library(settings.cassette)
    names = (*library.redact_names, *settings.redact)
    redactor = Redactor.of_sent_requests(names)
    matching, repeats = make_matching(settings), settings.allow_playback_repeats
    mode = CompareMode(library.recordings, matching, redactor, repeats)
    return Assembled(mode, redactor, library.warnings)


def _single_file(paths: tuple[Path, ...]) -> Path:
    """Return the only path; raises UsageError if there are more, or if it is a folder."""
    if len(paths) > 1:
        raise UsageError(
            f"record writes one cassette, and {len(paths)} were given; "
            f"give --cassette once, such as -c {paths[0]}"
        )
    if is_folder(paths[0]):
        raise UsageError(
            f"{paths[0]} is a folder, and record writes one file; "
            f"give --cassette a file in it, such as -c {paths[0] / 'create.yaml'}"
        )
    return paths[0]
