"""What the `ringback` markers on a test, its class and its module ask for together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ringback.errors import UsageError
from ringback.settings.table import OFFLINE_MODES
from ringback_proxy.testing import settings_arguments


class Mark(Protocol):
    """A marker of pytest's, as far as it is read here."""

    @property
    def args(self) -> tuple[Any, ...]:
        """What was given by position."""
        ...

    @property
    def kwargs(self) -> Mapping[str, Any]:
        """What was given by name."""
        ...


@dataclass(frozen=True, slots=True)
class MarkerOptions:
    """What is asked for: a mode, or None for the run's own; cassettes by name; settings."""

    mode: str | None = None
    cassettes: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def wish(markers: Iterable[Mark]) -> MarkerOptions:
    """Join markers, the closest to the test first: what is closer wins, setting by setting.

    Naming a cassette implies replay. Raises UsageError for what is not accepted.
    """
    mode: str | None = None
    cassettes: tuple[str, ...] = ()
    settings: dict[str, Any] = {}
    for marker in markers:
        given = dict(marker.kwargs)
        named = _names(marker.args)
        wanted = _mode(given.pop("mode", None), named)
        mode = mode or wanted
        cassettes = cassettes or named
        settings = {**settings_arguments.parse_settings(given), **settings}
    return MarkerOptions(mode, cassettes, settings)


def _names(args: tuple[Any, ...]) -> tuple[str, ...]:
    for name in args:
        if not isinstance(name, str) or not name:
            raise UsageError(
                f"@pytest.mark.ringback({name!r}): a cassette is given by its name, such as "
                '"support_flow"; settings are given by name, such as mode="fake"'
            )
    return args


def _mode(mode: Any, named: tuple[str, ...]) -> str | None:
    if mode is None:
        return "replay" if named else None
    if mode not in OFFLINE_MODES:
        raise UsageError(
            f"mode is {mode!r}; accepted are fake and replay. What may be recorded is said for the "
            "whole run: --ringback-record-mode=once"
        )
    if named and mode != "replay":
        raise UsageError(f"mode is {mode!r}, and cassettes are for replay; leave one of them out")
    return str(mode)
