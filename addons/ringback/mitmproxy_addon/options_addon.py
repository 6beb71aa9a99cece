"""The addon for people who run plain mitmdump or mitmweb: its settings are mitmproxy's options."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mitmproxy import ctx, exceptions
from mitmproxy.addonmanager import Loader

from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.storage.lock_dir import lock_dir
from ringback.errors import RingbackError, UsageError
from ringback.http.messages import Request
from ringback.journal import Journal, JournalEntry
from ringback.mitmproxy_addon.addon import Conversations
from ringback.mitmproxy_addon.forwarder import Forwarder
from ringback.modes.base import Decision, Miss, Mode, Source
from ringback.modes.factory import assemble
from ringback.settings.names import ModeName
from ringback.settings.setting import Setting, build, settings_of
from ringback.settings.table import (
    MODES,
    SETTINGS,
    SETTINGS_OF,
    ForwardingSettings,
    RecordSettings,
    Settings,
)

logger = logging.getLogger(__name__)

_PREFIX = "ringback_"
_MODE = f"{_PREFIX}mode"

# mitmproxy can neither exit with a status of ours nor give up on an upstream.
_UNSUPPORTED = ("strict", "upstream_timeout")


class Unconfigured(Mode):
    """The mode until there is one: it lets nothing through."""

    name = "unconfigured"

    def decide(self, request: Request) -> Decision:  # noqa: ARG002
        """Miss."""
        return Miss(f"no mode is set up; see mitmproxy's log, and --set {_MODE}=fake.")


class ConversationsFromOptions(Conversations):
    """The addon, set up by `--set ringback_mode=replay` and the like."""

    def __init__(self) -> None:
        journal = Journal()
        super().__init__(Unconfigured(), journal, forwarder := Forwarder(journal))
        self._forwarder = forwarder
        self._settings: Settings | None = None
        self._redactor = Redactor()
        self.journal.listen(self._log)

    def load(self, loader: Loader) -> None:
        """Declare every setting as an option of mitmproxy."""
        loader.add_option(_MODE, str, "fake", "How requests are answered.", MODES)
        for setting in _supported(SETTINGS):
            kind, default = _kind_and_default(setting)
            choices = setting.choices or None
            loader.add_option(_PREFIX + setting.field, kind, default, setting.help, choices)

    def configure(self, updated: set[str]) -> None:
        """Set up the mode anew whenever one of its options was changed."""
        # First what is safe: what follows may fail, and mitmweb goes on then.
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
        settings = build(SETTINGS_OF[mode], {each.field: _given(each) for each in known})
        if settings == self._settings:
            return
        if isinstance(self._settings, RecordSettings):
            raise UsageError("a recording keeps its options; stop mitmproxy and start it anew")
        locks = lock_dir(Path(ctx.options.confdir).expanduser() / "ringback-locks")
        assembled = assemble(settings, locks)
        self.mode, self._settings, self._redactor = assembled.mode, settings, assembled.redactor
        if isinstance(settings, ForwardingSettings):
            self._forward_to(settings)
        for warning in assembled.warnings:
            logger.warning("%s", warning)

    def _forward_to(self, settings: ForwardingSettings) -> None:
        self._forwarder.upstream = settings.upstream
        if settings.upstream_ca is not None:
            ctx.options.update(ssl_verify_upstream_trusted_ca=str(settings.upstream_ca))

    def _log(self, entry: JournalEntry) -> None:
        """Log what mitmproxy's own display cannot tell."""
        self._redactor.remember(entry.request)
        for note in entry.notes:
            logger.warning("%s", self._redactor.text(note))
        if entry.source is Source.MISS and entry.report:
            logger.warning("%s", self._redactor.text(entry.report))

    async def done(self) -> None:
        """Close what the mode has open, and log its summary."""
        for line in await self.mode.finish(ended_well=True):
            logger.warning("%s", line)


def _supported(settings: Sequence[Setting]) -> tuple[Setting, ...]:
    return tuple(each for each in settings if each.field not in _UNSUPPORTED)


def _kind_and_default(setting: Setting) -> tuple[Any, Any]:
    """Return the type of mitmproxy's option, and its default in that type."""
    if setting.flag:
        return bool, False
    if setting.repeatable:
        return Sequence[str], [str(each) for each in setting.default]
    return str, setting.default_text or ""


def _given(setting: Setting) -> Any:
    """Return a setting's parsed value, None where the option was left empty."""
    value = getattr(ctx.options, _PREFIX + setting.field)
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
    """Hold an option to its choices, which mitmproxy itself only shows."""
    if value not in choices:
        raise UsageError(f"{value!r} is no {_PREFIX}{name}; give one of {', '.join(choices)}")
