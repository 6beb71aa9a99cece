"""Parses the settings that a marker, a fixture or `serve` is given.

Names are those of the command line's options, with underscores. Values are text, as on the command
line, or Python's own: a number, a datetime, a list of names.
"""

from collections.abc import Mapping
from typing import Any

from ringback.errors import UsageError
from ringback.settings import values
from ringback.settings.setting import Setting
from ringback.settings.shared import ForwardingSettings
from ringback.settings.table import SETTINGS

# Settings that cannot be given there, and where they are given instead.
_RUN = "is set for the whole run"
_ELSEWHERE = {
    "mode": "is set by a marker, by --ringback-mode, or by ringback_mode in the ini-file",
    "cassette": 'is named by a test\'s marker: @pytest.mark.ringback("support_flow")',
    "state": "of a test is kept in memory, and begins empty",
    "record_mode": f"{_RUN}: --ringback-record-mode",
    "upstream": f"{_RUN}: --ringback-upstream",
    "upstream_ca": f"{_RUN}: --ringback-upstream-ca",
    "upstream_timeout": (
        f"cannot be set here; it is {ForwardingSettings.upstream_timeout:g} seconds"
    ),
}

ACCEPTED: Mapping[str, Setting] = {
    setting.field: setting for setting in SETTINGS if setting.field not in _ELSEWHERE
}


def parse_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return parsed values by field name, without those that are None; raises UsageError."""
    if not isinstance(given, Mapping):
        raise UsageError(f"settings are given as a dict, and these are {given!r}")
    return {
        name: values.parse_value(_find_setting(name), value)
        for name, value in given.items()
        if value is not None
    }


def _find_setting(name: str) -> Setting:
    if name in _ELSEWHERE:
        raise UsageError(f"{name} {_ELSEWHERE[name]}")
    if name not in ACCEPTED:
        raise UsageError(f"there is no setting {name!r}; accepted are {', '.join(ACCEPTED)}")
    return ACCEPTED[name]
