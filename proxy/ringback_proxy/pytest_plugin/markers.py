"""The `ringback` markers on a test, its class and its module, merged into one value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ringback.errors import UsageError
from ringback.settings.names import OFFLINE_MODES
from ringback_proxy.testing import settings_arguments


class Mark(Protocol):
    """The part of `pytest.Mark` that is read here."""

    @property
    def args(self) -> tuple[Any, ...]:
        """The positional arguments."""
        ...

    @property
    def kwargs(self) -> Mapping[str, Any]:
        """The keyword arguments."""
        ...


@dataclass(frozen=True, slots=True)
class MarkerOptions:
    """The merged arguments of markers; `mode` is None if no marker sets it."""

    mode: str | None = None
    cassettes: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def merge_markers(markers: Iterable[Mark]) -> MarkerOptions:
    """Merge markers, the closest to the test first; it overrides the others setting by setting.

    Naming a cassette implies replay, unless a mode is given. Raises UsageError for arguments that
    are not accepted.
    """
    mode: str | None = None
    cassettes: tuple[str, ...] = ()
    settings: dict[str, Any] = {}
    # A cassette is for the mode of its own marker.
    for marker in markers:
        keywords = dict(marker.kwargs)
        names = _parse_names(marker.args)
        own_mode = _parse_mode(keywords.pop("mode", None), names)  # checked even if overridden
        mode = mode or own_mode
        if own_mode == mode:
            cassettes = cassettes or names
        settings = {**settings_arguments.parse_settings(keywords), **settings}
    return MarkerOptions(mode, cassettes, settings)


def _parse_names(args: tuple[Any, ...]) -> tuple[str, ...]:
    for name in args:
        if not isinstance(name, str) or not name:
            raise UsageError(
                f"@pytest.mark.ringback({name!r}): positional arguments are names of cassettes, "
                'such as "support_flow"; give settings by keyword, such as mode="fake"'
            )
    return args


def _parse_mode(mode: Any, names: tuple[str, ...]) -> str | None:
    if mode is None:
        return "replay" if names else None
    if mode not in OFFLINE_MODES:
        raise UsageError(
            f"mode is {mode!r}; accepted are fake and replay. To record, give an option to the "
            "whole run: --ringback-record-mode=once"
        )
    return str(mode)
