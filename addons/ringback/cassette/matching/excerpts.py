"""Excerpts of what differs, short enough for a message or a table."""

from ringback.cassette.matching.closest import count_shared_prefix
from ringback.cassette.matching.differences import Difference
from ringback.http.json_values import quote

_FIELD = 60  # characters of a field's name
_ABSENT = "(absent)"


def name_field(field: str) -> str:
    """Return the name of a field, shortened."""
    return start(field if field.isprintable() else quote(field), _FIELD)


def around_difference(difference: Difference, length: int) -> tuple[str, str]:
    """Return excerpts of both values, up to `length` characters, around their first difference."""
    recorded, sent = difference.recorded, difference.sent
    if recorded is None or sent is None:
        return start(recorded, length), start(sent, length)
    begin = 0
    if max(len(recorded), len(sent)) > length:
        begin = max(0, count_shared_prefix(recorded, sent) - length // 3)
    lead = "…" if begin else ""
    return start(lead + recorded[begin:], length), start(lead + sent[begin:], length)


def start(value: str | None, length: int) -> str:
    """Return the beginning of a value, up to `length` characters."""
    if value is None:
        return _ABSENT
    return value if len(value) <= length else value[: length - 1] + "…"
