"""Makes fakes: models of the API, with cassettes for other hosts."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ringback.cassette.redaction.redactor import Redactor
from ringback.clock import system_clock
from ringback.modes.factories.assembled import Assembled
from ringback.settings.parsers import MEMORY
from ringback.settings.table import FakeSettings

if TYPE_CHECKING:
    from ringback.cassette.matching.hints import Hints
    from ringback.twilio.api import TwilioApi
    from ringback.twilio.state_document.records import StateDocument


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
    """The fake, with a start file and cassettes for other hosts, each read once for all sessions.

    `hints` are for misses, the command line's by default. Raises StartFileError and CassetteError.
    """

    def __init__(self, settings: FakeSettings, hints: "Hints | None" = None) -> None:
        self._settings = settings
        self._redactor = Redactor()
        self._others = None
        self._start_with = _read_start_file(settings)
        self._database = None
        if settings.cassette:
            from ringback.cassette.matching.hints import COMMAND_LINE
            from ringback.cassette.storage.library import load_library
            from ringback.modes.faking.other_hosts import OtherHosts

            library = load_library(settings.cassette)
            self._redactor = Redactor.of_sent_requests(library.redact_names)
            self._others = OtherHosts(library, self._redactor, hints or COMMAND_LINE)
        if settings.state != MEMORY:
            from ringback.state.opening import open_database

            self._database = open_database(settings.state)

    def assemble(
        self,
        clock: Callable[[], datetime],
        key_account_sid: str | None = None,
        session: str = "default",
    ) -> Assembled:
        """Return a fake at its beginning, of whose recordings none has been played.

        With a state in a database, it is as that says of the session.
        """
        api = make_api(self._settings, clock, key_account_sid, self._start_with)
        fake = self._make_fake(api)
        if self._database is None:
            return fake
        from ringback.modes.faking.database_state import DatabaseState
        from ringback.modes.faking.fake_state import FakeState
        from ringback.modes.faking.fake_with_state import FakeWithStateMode
        from ringback.state.session_state import SessionState
        from ringback.state.shared_setting import SharedSetting

        shared = clock if isinstance(clock, SharedSetting) else None
        stored = SessionState(session, api.replicate(), shared)
        state = DatabaseState(FakeState(api), self._database, stored)
        return replace(fake, mode=FakeWithStateMode(fake.mode, state))

    def _make_fake(self, api: "TwilioApi") -> Assembled:
        if self._others is None:
            from ringback.modes.faking.fake import FakeMode

            return Assembled(FakeMode(api), Redactor())
        from ringback.modes.faking.fake_with_cassettes import FakeWithCassettesMode

        redactor = self._redactor.copy()
        others = self._others.fork(redactor)
        return Assembled(FakeWithCassettesMode(api, others), redactor, others.warnings)


def _read_start_file(settings: FakeSettings) -> "StateDocument | None":
    """Return what the state begins with; raises StartFileError."""
    given = settings.start_with
    if given is None:
        return None
    from ringback.state_files.start_file import read_inline_document, read_start_file

    adopts = settings.unknown_services == "adopt"
    if isinstance(given, Mapping):
        return read_inline_document(given, settings.account_sid, adopts_services=adopts)
    return read_start_file(given, settings.account_sid, adopts_services=adopts)


def make_api(
    settings: FakeSettings,
    clock: Callable[[], datetime],
    key_account_sid: str | None,
    start_with: "StateDocument | None" = None,
) -> "TwilioApi":
    """Return a model of the API; `clock` counts unless it is frozen.

    Its state is empty, or that of the document `start_with`.
    """
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
        start_with=start_with,
    )
