"""Settings as a marker, a fixture or `serve` gives them: Python values or the command line's text.

The names are those of the command line's options, with underscores.
"""

from collections.abc import Mapping
from typing import Any

from understudy.errors import UsageError
from understudy.settings import SETTINGS, Setting

# What cannot be said there: which cassette is said otherwise, and whether it may be written is
# said in one place for the whole run.
_ELSEWHERE = frozenset({"cassette", "record_mode", "upstream", "upstream_ca", "upstream_timeout"})

ACCEPTED: Mapping[str, Setting] = {
    setting.field: setting for setting in SETTINGS if setting.field not in _ELSEWHERE
}


def parsed(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give settings by field name, each as its check makes it; raises UsageError."""
    return {name: _value(name, value) for name, value in given.items()}


def of_mode(values: Mapping[str, Any], mode: str) -> dict[str, Any]:
    """Give those settings that mean something in a mode."""
    return {name: value for name, value in values.items() if mode in ACCEPTED[name].modes}


def _value(name: str, value: Any) -> Any:
    setting = ACCEPTED.get(name)
    if setting is None:
        raise UsageError(f"there is no setting {name!r}; accepted are mode, {', '.join(ACCEPTED)}")
    if setting.flag:
        return bool(value)
    if setting.choices and value not in setting.choices:
        raise UsageError(f"{name} is {value!r}; accepted are {', '.join(setting.choices)}")
    if setting.repeatable:
        values = (value,) if isinstance(value, str) else tuple(value)
        return tuple(setting.parse(one) for one in values)
    if isinstance(value, str):
        return setting.parse(value)
    return tuple(value) if isinstance(value, list) else value
