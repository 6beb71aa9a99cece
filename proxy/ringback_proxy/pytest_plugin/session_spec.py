"""The session of a test, from its markers, its fixtures and the options of the run."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ringback.settings import parsers
from ringback.settings.setting import build
from ringback.settings.table import FakeSettings, ReplaySettings
from ringback_proxy.pytest_plugin import (
    cassette_paths,
    item_cassettes,
    markers,
    options,
    usage_hooks,
)
from ringback_proxy.pytest_plugin.markers import MarkerOptions
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing import settings_arguments

_run_id = pytest.StashKey[str]()


def build_spec(item: pytest.Item, config: Mapping[str, Any], folder: Path) -> SessionSpec:
    """Return the session for a test; `config` has settings of all tests. Raises UsageError."""
    marker_options = markers.merge_markers(item.iter_markers("ringback"))
    mode = marker_options.mode or options.read_mode(item.config)
    settings = {**settings_arguments.parse_settings(config), **marker_options.settings}
    strict = bool(settings.get("strict"))
    if mode == "fake":
        names = marker_options.cassettes
        others = tuple(cassette_paths.resolve_named(folder, name) for name in names)
        if others:  # one without is not a replay, and `--ringback-record-mode` hints at that
            usage_hooks.get_usage_report(item.config).expect(item.nodeid, others)
        fake = build(FakeSettings, {**settings, "cassette": others})
        return SessionSpec(fake, title=item.nodeid, strict=strict)
    cassettes = _expect_cassettes(item, marker_options, folder)
    upstream = options.read_upstream(item.config)
    redact = _read_redact_names(item.config, settings)
    return SessionSpec(
        build(ReplaySettings, {**settings, "cassette": cassettes, "redact": redact}),
        record_mode=item.config.getoption("ringback_record_mode"),
        title=item.nodeid,
        run=_get_run_id(item.config),
        replay_option=_find_replay_option(item.config, marker_options),
        strict=strict,
        upstream=parsers.parse_upstream(upstream) if upstream else None,
    )


def _read_redact_names(config: pytest.Config, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the whole run and those of the settings."""
    names = settings_arguments.parse_settings({"redact": options.read_redact_names(config)})
    return tuple(dict.fromkeys((*names["redact"], *settings.get("redact", ()))))


def _expect_cassettes(
    item: pytest.Item, marker_options: MarkerOptions, folder: Path
) -> tuple[Path, ...]:
    """Return a test's cassettes, and register them for the report at the end of the run."""
    cassettes = item_cassettes.find_cassettes(
        item, marker_options, folder, may_change=options.may_change(item.config)
    )
    usage_hooks.get_usage_report(item.config).expect(item.nodeid, cassettes)
    return cassettes


def _find_replay_option(config: pytest.Config, marker_options: MarkerOptions) -> str:
    """Return the option without which the test would not replay; empty if there is none."""
    if marker_options.mode or config.getini("ringback_mode") == "replay":
        return ""
    return "--ringback-mode=replay"


def _get_run_id(config: pytest.Config) -> str:
    """Return the id of this test run, the same in all workers of pytest-xdist."""
    workerinput: dict[str, str] = getattr(config, "workerinput", {})
    return config.stash.setdefault(_run_id, workerinput.get("testrunuid") or uuid.uuid4().hex)
