"""Parses values of settings that are given as text or as Python's own values.

A number, a datetime, a list of names and True are accepted as well as what the command line has.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from os import PathLike
from typing import Any, NoReturn

from ringback.errors import UsageError
from ringback.settings import parsers
from ringback.settings.fault_spec import FaultSpec, parse_fault, parse_members
from ringback.settings.setting import Setting


def parse_value(setting: Setting, value: Any) -> Any:
    """Return the parsed value of a setting; raises UsageError."""
    if setting.flag:
        return _parse_flag(setting, value)
    if setting.choices:
        return _parse_choice(setting, value)
    if setting.parse is parse_fault:
        return tuple(map(parse_any_fault, _list_faults(setting, value)))
    if setting.repeatable:
        return tuple(setting.parse(name) for name in _list_names(setting, value))
    if isinstance(value, str):
        return setting.parse(value)
    convert = _CONVERTERS.get(setting.parse, _refuse)
    return convert(setting, value)


def _parse_flag(setting: Setting, value: Any) -> bool:
    if value not in (True, False):
        raise _not_accepted(setting, value, "True and False")
    return bool(value)


def _parse_choice(setting: Setting, value: Any) -> str:
    if value not in setting.choices:
        raise _not_accepted(setting, value, ", ".join(setting.choices))
    return str(value)


def _list_faults(setting: Setting, value: Any) -> tuple[Any, ...]:
    faults = (value,) if isinstance(value, str | Mapping) else value
    if not isinstance(faults, list | tuple):
        accepted = 'a text such as "reset,times=1", an object, and a list of both'
        raise _not_accepted(setting, value, accepted)
    return tuple(faults)


def parse_any_fault(value: Any) -> FaultSpec:
    """Return the fault that a text or an object describes; raises UsageError."""
    if isinstance(value, str):
        return parse_fault(value)
    if isinstance(value, Mapping):
        return parse_members(value)
    raise UsageError(
        f'{value!r} is not a fault; give a text such as "reset,times=1", or an object such as '
        '{"name": "reset", "times": 1}'
    )


def _list_names(setting: Setting, value: Any) -> tuple[str, ...]:
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, list | tuple | set | frozenset) or not all(
        isinstance(name, str) for name in names
    ):
        raise _not_accepted(setting, value, "a name, and a list of names")
    return tuple(names)


def _join_names(setting: Setting, value: Any) -> Any:
    return setting.parse(",".join(_list_names(setting, value)))


def _convert_instant(setting: Setting, value: Any) -> datetime:
    if not isinstance(value, datetime):
        _refuse(setting, value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _convert_path(setting: Setting, value: Any) -> Any:
    if not isinstance(value, PathLike):
        _refuse(setting, value)
    return setting.parse(str(value))


def _convert_start_with(setting: Setting, value: Any) -> Any:
    if isinstance(value, PathLike):
        return setting.parse(str(value))
    if isinstance(value, Mapping):
        return _check_json(setting, value)
    shown = '{"conversations": [{"unique_name": "ticket-1"}]}'
    raise _not_accepted(setting, value, f"a path, and an object such as {shown}")


def _check_json(setting: Setting, value: Any) -> Any:
    """Return a value of a setting that JSON has as well; raises UsageError."""
    try:
        return json.loads(json.dumps(value))
    except (TypeError, ValueError, RecursionError) as error:
        raise UsageError(f"{setting.field} cannot be written as JSON: {error}") from None


def _convert_number(setting: Setting, value: Any) -> Any:
    if type(value) is not int:  # not True either
        _refuse(setting, value)
    return setting.parse(str(value))


def _refuse(setting: Setting, value: Any) -> NoReturn:
    accepted = f"{setting.metavar} as text, as for --{setting.name}"
    raise _not_accepted(setting, value, accepted)


def _not_accepted(setting: Setting, value: Any, accepted: str) -> UsageError:
    return UsageError(f"{setting.field} is {value!r}; accepted are {accepted}")


# What makes a value of Python's own into a setting's, by the setting's parser of text.
_CONVERTERS: Mapping[Callable[[str], Any], Callable[[Setting, Any], Any]] = {
    parsers.parse_names: _join_names,
    parsers.parse_path: _convert_path,
    parsers.parse_start_with: _convert_start_with,
    parsers.parse_instant: _convert_instant,
    parsers.parse_whole_number: _convert_number,
    parsers.parse_positive_number: _convert_number,
    parsers.parse_count: _convert_number,
    parsers.parse_error_status: _convert_number,
}
