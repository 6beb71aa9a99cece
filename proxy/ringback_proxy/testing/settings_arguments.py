"""Settings as a marker, a fixture or `serve` gives them: Python values or the command line's text.

The names are those of the command line's options, with underscores.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ringback.errors import UsageError
from ringback.settings.setting import Setting
from ringback.settings.table import SETTINGS

# What cannot be said there, because it is said for the whole run, or by the test.
_RUN = "is said for the whole run"
_ELSEWHERE = {
    "mode": "is said by a marker, by --ringback-mode, or by ringback_mode in the ini-file",
    "cassette": 'is named by a test\'s marker: @pytest.mark.ringback("support_flow")',
    "record_mode": f"{_RUN}: --ringback-record-mode",
    "upstream": f"{_RUN}: --ringback-upstream",
    "upstream_ca": f"{_RUN}: --ringback-upstream-ca",
    "upstream_timeout": "cannot be set here; it is 60 seconds",
}

ACCEPTED: Mapping[str, Setting] = {
    setting.field: setting for setting in SETTINGS if setting.field not in _ELSEWHERE
}


def parsed(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings by field name, each as its check makes it; raises UsageError."""
    if not isinstance(given, Mapping):
        raise UsageError(f"settings are given as a dict, and these are {given!r}")
    return {name: _value(name, value) for name, value in given.items() if value is not None}


def _value(name: str, value: Any) -> Any:
    setting = ACCEPTED.get(name)
    if setting is None:
        if name in _ELSEWHERE:
            raise UsageError(f"{name} {_ELSEWHERE[name]}")
        raise UsageError(f"there is no setting {name!r}; accepted are {', '.join(ACCEPTED)}")
    if setting.flag:
        if value not in (True, False):
            raise _refused(name, value, "True and False")
        return bool(value)
    if setting.choices and value not in setting.choices:
        raise UsageError(f"{name} is {value!r}; accepted are {', '.join(setting.choices)}")
    if setting.repeatable:
        return tuple(setting.parse(one) for one in _texts(name, value))
    if isinstance(value, str):
        return setting.parse(value)
    if name == "match_on":
        return setting.parse(",".join(_texts(name, value)))
    if name == "now" and isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    if name in ("seed", "max_body") and type(value) is int:
        return setting.parse(str(value))
    raise _refused(name, value, f"{setting.metavar} as text, as for --{setting.name}")


def _texts(name: str, value: Any) -> tuple[str, ...]:
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(texts, list | tuple | set | frozenset) or not all(
        isinstance(one, str) for one in texts
    ):
        raise _refused(name, value, "a name, and a list of names")
    return tuple(texts)


def _refused(name: str, value: Any, accepted: str) -> UsageError:
    return UsageError(f"{name} is {value!r}; accepted are {accepted}")
