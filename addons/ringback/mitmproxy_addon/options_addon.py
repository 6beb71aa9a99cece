"""The addon for plain mitmdump and mitmweb, configured by options of mitmproxy."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mitmproxy import ctx, exceptions
from mitmproxy.addonmanager import Loader

from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.storage.lock_dir import lock_dir
from ringback.clock import system_clock
from ringback.errors import RingbackError, UsageError
from ringback.http.messages import Request
from ringback.journal import Journal, JournalEntry, NewNotes
from ringback.mitmproxy_addon.addon import Conversations
from ringback.mitmproxy_addon.fault_effects import FaultEffects, check_supported
from ringback.mitmproxy_addon.forwarder import Forwarder
from ringback.modes.factory import assemble
from ringback.modes.faults.injected_faults import InjectedFaults
from ringback.modes.mode import Mode
from ringback.modes.outcomes import Decision, Miss, Source
from ringback.settings.names import MODES, ModeName
from ringback.settings.setting import Setting, build, settings_of
from ringback.settings.shared import FaultSettings, ForwardingSettings, MissSettings
from ringback.settings.table import SETTINGS, SETTINGS_OF, FakeSettings, RecordSettings, Settings
from ringback.webhooks.delivery import Delivery, State
from ringback.webhooks.delivery_line import format_line
from ringback.webhooks.dispatcher import WebhookDispatcher
from ringback.webhooks.timers import ModeTimers

logger = logging.getLogger(__name__)

_PREFIX = "ringback_"
_MODE = f"{_PREFIX}mode"
# How long the end waits for webhooks that are not delivered yet, in seconds.
_DRAIN_TIMEOUT = 10.0

# mitmproxy has neither an exit status for --strict nor a time-out for upstreams, and no sessions,
# of which a state consists.
_UNSUPPORTED = ("strict", "upstream_timeout", "state")


class Unconfigured(Mode):
    """The mode until one is set up: every request is a miss."""

    name = "unconfigured"

    def decide(self, request: Request) -> Decision:  # noqa: ARG002 - part of the interface
        """Return a miss."""
        return Miss(f"no mode is set up; see mitmproxy's log, and --set {_MODE}=fake.")


class ConversationsFromOptions(Conversations):
    """The addon, configured by options such as `--set ringback_mode=replay`."""

    def __init__(self) -> None:
        journal = Journal()
        super().__init__(Unconfigured(), journal, forwarder := Forwarder(journal))
        self._forwarder = forwarder
        self.addons = [forwarder, FaultEffects()]
        self._settings: Settings | None = None
        self._redactor = Redactor()
        self._new_notes = NewNotes()
        self._dispatcher = WebhookDispatcher()
        self._timers = ModeTimers(self.mode, system_clock, self._dispatcher)
        self.journal.listen(self._log)

    def load(self, loader: Loader) -> None:
        """Declare every setting as an option of mitmproxy."""
        loader.add_option(_MODE, str, "fake", "How requests are answered.", MODES)
        for setting in _supported(SETTINGS):
            kind, default = _kind_and_default(setting)
            choices = setting.choices or None
            loader.add_option(_PREFIX + setting.field, kind, default, setting.help, choices)

    def configure(self, updated: set[str]) -> None:
        """Rebuild the mode if one of its options has changed."""
        # Before `_set_up`, which may fail: mitmweb goes on then, and must not forward.
        super().configure(updated)
        if any(name.startswith(_PREFIX) for name in updated):
            try:
                self._set_up(ctx.options.ringback_mode)
            except RingbackError as error:
                raise exceptions.OptionsError(str(error)) from None
            super().configure(updated)

    def _set_up(self, mode: ModeName) -> None:
        _check_choice("mode", mode, MODES)
        known = _supported(settings_of(SETTINGS_OF[mode]))
        settings = build(SETTINGS_OF[mode], {each.field: _read_option(each) for each in known})
        if settings == self._settings:
            return
        if isinstance(self._settings, RecordSettings):
            raise UsageError(
                "the options of a recording cannot change; stop mitmproxy and start it anew"
            )
        if isinstance(settings, FaultSettings):
            check_supported(settings.fault)
        locks = lock_dir(Path(ctx.options.confdir).expanduser() / "ringback-locks")
        assembled = assemble(settings, locks)
        self.mode, self._settings = _inject_faults(assembled.mode, settings), settings
        self._redactor = assembled.redactor
        if isinstance(settings, MissSettings):
            self.miss_status = settings.miss_status
        if isinstance(settings, ForwardingSettings):
            self._forward_to(settings)
        self._call_webhooks(assembled.mode, settings)
        for warning in assembled.warnings:
            logger.warning("%s", warning)

    def _call_webhooks(self, mode: Mode, settings: Settings) -> None:
        """Send the webhooks of the new mode; those of a former one are dropped."""
        self._timers.stop()
        self._dispatcher.drop("the options of the addon have changed")
        fake = settings if isinstance(settings, FakeSettings) else FakeSettings()
        self._dispatcher = WebhookDispatcher(fake.forward_webhooks_to)
        self._dispatcher.log.listen(self._log_delivery)
        self.webhooks = self._dispatcher
        is_frozen = fake.now is not None
        self._timers = ModeTimers(mode, system_clock, self._dispatcher, lambda: not is_frozen)

    def _log_delivery(self, delivery: Delivery) -> None:
        if delivery.is_over:
            level = logging.INFO if delivery.state is State.DELIVERED else logging.WARNING
            logger.log(level, "%s", self._redactor.redact_text(format_line(delivery)))

    def _forward_to(self, settings: ForwardingSettings) -> None:
        self._forwarder.upstream = settings.upstream
        if settings.upstream_ca is not None:
            ctx.options.update(ssl_verify_upstream_trusted_ca=str(settings.upstream_ca))

    def _log(self, entry: JournalEntry) -> None:
        """Log what mitmproxy does not display: notes, and the reports of misses."""
        self._redactor.remember(entry.request)
        self._timers.check()
        for note in self._new_notes.select(entry.request, entry.notes):
            logger.warning("%s", self._redactor.redact_text(note))
        if entry.source is Source.MISS and entry.report:
            logger.warning("%s", self._redactor.redact_text(entry.report))

    async def done(self) -> None:
        """Deliver the webhooks that are left, finish the mode and log its summary."""
        self._timers.stop()
        await self._dispatcher.drain(_DRAIN_TIMEOUT)
        self._dispatcher.drop("mitmproxy has ended")
        for line in await self.mode.finish(ended_well=True):
            logger.warning("%s", line)


def _inject_faults(mode: Mode, settings: Settings) -> Mode:
    """Return a mode, with the faults of its settings in front of it."""
    if not isinstance(settings, FaultSettings):
        return mode
    frozen = settings.now if isinstance(settings, FakeSettings) else None
    clock = system_clock if frozen is None else lambda: frozen
    return InjectedFaults(mode, clock, settings.seed, settings.fault)


def _supported(settings: Sequence[Setting]) -> tuple[Setting, ...]:
    return tuple(each for each in settings if each.field not in _UNSUPPORTED)


def _kind_and_default(setting: Setting) -> tuple[Any, Any]:
    """Return the type of mitmproxy's option, and its default in that type."""
    if setting.flag:
        return bool, False
    if setting.repeatable:
        return Sequence[str], [str(each) for each in setting.default]
    return str, setting.default_text or ""


def _read_option(setting: Setting) -> Any:
    """Return the parsed value of an option; None if it is empty, or not set.

    The default of a setting may depend on the mode, that of an option cannot.
    """
    value = getattr(ctx.options, _PREFIX + setting.field)
    if value == ctx.options.default(_PREFIX + setting.field):
        return None
    if setting.flag:
        return value
    if setting.repeatable:
        return tuple(setting.parse(text) for text in value)
    if not value:
        return None
    if setting.choices:
        _check_choice(setting.field, value, setting.choices)
    return setting.parse(value)


def _check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    """Raise UsageError for a value that is not a choice; mitmproxy does not check that."""
    if value not in choices:
        raise UsageError(
            f"{value!r} is not a value of {_PREFIX}{name}; give one of {', '.join(choices)}"
        )
