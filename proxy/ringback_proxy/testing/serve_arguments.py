"""The arguments of `serve()`, checked before anything is started."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ringback.errors import UsageError
from ringback.settings import parsers
from ringback.settings.names import OFFLINE_MODES, VCR_RECORD_MODES, VcrRecordModeName
from ringback.settings.setting import build
from ringback.settings.table import FakeSettings, ReplaySettings
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing import settings_arguments

CassettePath = str | os.PathLike[str]


def build_spec(
    mode: str | None,
    cassette: CassettePath | Sequence[CassettePath] | None,
    record_mode: VcrRecordModeName,
    upstream: str | None,
    settings: Mapping[str, Any],
) -> SessionSpec:
    """Return the session that these arguments of `serve()` describe; raises UsageError."""
    cassettes = _parse_cassettes(cassette)
    _check(mode, cassettes, record_mode)
    parsed = settings_arguments.parse_settings(settings)
    strict = bool(parsed.get("strict"))
    if mode == "fake" or not cassettes:
        fake = build(FakeSettings, {**parsed, "cassette": cassettes})
        return SessionSpec(fake, title="serve()", from_serve=True, strict=strict)
    return SessionSpec(
        build(ReplaySettings, {**parsed, "cassette": cassettes}),
        record_mode,
        "serve()",
        from_serve=True,
        strict=strict,
        upstream=None if upstream is None else parsers.parse_upstream(upstream),
    )


def _parse_cassettes(given: Any) -> tuple[Path, ...]:
    if given is None:
        return ()
    each = given if isinstance(given, list | tuple) else (given,)
    for one in each:
        if not isinstance(one, str | os.PathLike) or not os.fspath(one):
            raise UsageError(
                f"cassette is {given!r}; accepted are a path, such as "
                'cassette="support.yaml", and a list of paths'
            )
    return tuple(Path(one).absolute() for one in each)


def _check(mode: str | None, cassettes: tuple[Path, ...], record_mode: str) -> None:
    if mode is not None and mode not in OFFLINE_MODES:
        raise UsageError(
            f"mode is {mode!r}; accepted are fake and replay. To record, give record_mode: "
            'serve(cassette="support.yaml", record_mode="once")'
        )
    if record_mode not in VCR_RECORD_MODES:
        accepted = ", ".join(VCR_RECORD_MODES)
        raise UsageError(f"record_mode is {record_mode!r}; accepted are {accepted}")
    if mode == "fake" and record_mode != "none":
        raise UsageError(
            f"record_mode is {record_mode!r}, and a fake records nothing; leave one of them out"
        )
    if not cassettes and mode == "replay":
        raise UsageError('replay needs a cassette; give one, such as cassette="support.yaml"')
    if not cassettes and record_mode != "none":
        raise UsageError(
            f"record_mode is {record_mode!r}, and there is no cassette to record to; give one, "
            'such as cassette="support.yaml"'
        )
