"""What a session is begun with, from the body of a request."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ringback.errors import UsageError
from ringback.settings import parsers, values
from ringback.settings.names import MODES, VCR_RECORD_MODES
from ringback.settings.setting import Setting, build, settings_of
from ringback.settings.shared import ForwardingSettings
from ringback.settings.table import SETTINGS_OF, FakeSettings, RecordSettings
from ringback_proxy.control import bodies
from ringback_proxy.sessions.spec import SessionSpec

# What a test is known by, in a test run's own proxy.
TEST_KEYS = ("title", "run", "from_serve", "replay_option", "key_account_sid")
# What a replay that may write has besides.
_OF_RECORDING = ("record_mode", "upstream")
# Settings of the whole proxy.
_OF_THE_PROXY = ("upstream_ca", "upstream_timeout", "strict", "state")


def parse_test_spec(document: Any) -> SessionSpec:
    """Return the spec of a test: its mode and settings, and in `test` what it is known by.

    Raises UsageError.
    """
    if not isinstance(document, dict):
        raise UsageError("a JSON object is expected")
    known = bodies.check_object(document.get("test", {}), TEST_KEYS)
    rest = {key: value for key, value in document.items() if key != "test"}
    return replace(parse_spec("", rest, None), **known, from_test=True)


def parse_spec(name: str, document: Any, default: SessionSpec | None) -> SessionSpec:
    """Return the spec of a JSON object with a mode and settings by their names.

    Without any, it is the spec of the default session. Raises UsageError.
    """
    given = {} if document is None else document
    if not isinstance(given, dict):
        raise UsageError('a JSON object is expected, such as {"mode": "fake", "seed": 7}')
    if given.get("mode") == "replay":
        writes = {name: given[name] for name in _OF_RECORDING if name in given}
        if writes:
            rest = {name: value for name, value in given.items() if name not in writes}
            return _allow_writing(parse_spec(name, rest, default), writes)
    mode = given.get("mode", default.settings.mode if default else "fake")
    if mode not in MODES:
        raise UsageError(f"mode is {mode!r}; accepted are {', '.join(MODES)}")
    title = f"the session {name!r}"
    settings = _parse_settings(mode, {key: given[key] for key in given if key != "mode"})
    if default is not None and mode == default.settings.mode and not settings:
        own = default.settings
    else:
        own = build(SETTINGS_OF[mode], settings)
    if isinstance(own, FakeSettings) and default is not None:
        own = _with_state(own, default)
    if isinstance(own, RecordSettings) and not settings.get("cassette"):
        raise UsageError(
            "a session that records needs a cassette of its own; "
            f'give one, such as {{"mode": "record", "cassette": "{name}.yaml"}}'
        )
    if isinstance(own, ForwardingSettings) and "upstream" not in settings and default is not None:
        own = _with_upstream(own, default)
    return SessionSpec(own, title=title, from_test=False)


def _allow_writing(spec: SessionSpec, writes: Mapping[str, Any]) -> SessionSpec:
    """Return the spec of a replay that may write, as vcrpy's record modes say."""
    record_mode = writes.get("record_mode", "none")
    if record_mode not in VCR_RECORD_MODES:
        accepted = ", ".join(VCR_RECORD_MODES)
        raise UsageError(f"record_mode is {record_mode!r}; accepted are {accepted}")
    upstream = writes.get("upstream")
    if upstream is not None and not isinstance(upstream, str):
        raise UsageError(f"upstream is {upstream!r}; give a URL")
    parsed = parsers.parse_upstream(upstream) if upstream else None
    return replace(spec, record_mode=record_mode, upstream=parsed)


def _with_state(own: FakeSettings, default: SessionSpec) -> FakeSettings:
    state = default.settings.state if isinstance(default.settings, FakeSettings) else own.state
    return replace(own, state=state)


def _with_upstream(own: ForwardingSettings, default: SessionSpec) -> Any:
    if isinstance(default.settings, ForwardingSettings):
        return replace(own, upstream=default.settings.upstream)
    return own


def _parse_settings(mode: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    accepted = _list_accepted(mode)
    for name in given:
        if name in _OF_THE_PROXY:
            option = name.replace("_", "-")
            raise UsageError(f"{name} is set for the whole proxy: start it with --{option}")
        if name not in accepted:
            raise UsageError(
                f"{name!r} is not a setting of {mode}; accepted are mode, {', '.join(accepted)}"
            )
    return {
        name: values.parse_value(accepted[name], value)
        for name, value in given.items()
        if value is not None
    }


def _list_accepted(mode: Any) -> dict[str, Setting]:
    return {
        setting.field: setting
        for setting in settings_of(SETTINGS_OF[mode])
        if setting.field not in _OF_THE_PROXY
    }
