"""Makes the mode that settings are for.

Each case imports the modules of its mode, because a cassette's libraries are slow to load.
"""

from pathlib import Path

from ringback.modes.factories.assembled import Assembled
from ringback.settings.table import (
    FakeSettings,
    InspectSettings,
    RecordSettings,
    ReplaySettings,
    Settings,
)


def assemble(settings: Settings, lock_dir: Path) -> Assembled:
    """Return the mode that the settings are for.

    Raises UsageError and CassetteError. A record mode holds the lock of its cassette, in
    `lock_dir`, until it is finished.
    """
    match settings:
        case FakeSettings():
            from ringback.modes.factories.fake import assemble_fake

            return assemble_fake(settings)
        case ReplaySettings():
            from ringback.modes.factories.replay import assemble_replay

            return assemble_replay(settings)
        case RecordSettings():
            from ringback.modes.factories.record import assemble_guarded_record

            return assemble_guarded_record(settings, lock_dir)
        case InspectSettings():
            from ringback.modes.factories.inspect import assemble_inspect

            return assemble_inspect()
