"""Where settings become a mode: the one place that joins clock, SIDs, cassettes and locks.

Each mode's own modules are imported only for it: the cassette's libraries are slow to load.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from understudy.cassette.redaction import Redactor
from understudy.modes.decision import Mode
from understudy.settings import Settings


def system_clock() -> datetime:
    """Give the time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Assembled:
    """A mode, and the redactor through which everything that is shown or written must go."""

    mode: Mode
    redactor: Redactor


def assemble(settings: Settings, lock_folder: Path) -> Assembled:
    """Make the mode that the settings ask for.

    Raises UsageError and CassetteError; a record mode then holds its cassette's lock until it is
    finished.
    """
    redactor = Redactor(settings.redact)
    match settings.mode:
        case "fake":
            mode = _fake(settings)
        case "inspect":
            from understudy.modes.inspect import InspectMode

            mode = InspectMode()
        case "replay":
            mode = _replay(settings, redactor)
        case "record":
            mode = _record(settings, redactor, lock_folder)
    return Assembled(mode, redactor)


def _fake(settings: Settings) -> Mode:
    from understudy.modes.fake import FakeMode
    from understudy.twilio.api import TwilioApi, Validation
    from understudy.twilio.sids import RandomSids, SeededSids

    frozen = settings.now
    api = TwilioApi(
        clock=system_clock if frozen is None else lambda: frozen,
        sids=RandomSids() if settings.seed is None else SeededSids(settings.seed),
        account_sid=settings.account_sid,
        auth_token=settings.auth_token,
        validation=Validation(settings.validation),
        max_body=settings.max_body,
    )
    return FakeMode(api)
