from pathlib import Path
from typing import Any

import pytest

from ringback.errors import UsageError
from ringback.http.origin import Origin
from ringback.settings.table import (
    FakeSettings,
    InspectSettings,
    RecordSettings,
    ReplaySettings,
    Settings,
)
from ringback_proxy.control.session_specs import parse_spec, parse_test_spec
from ringback_proxy.sessions.spec import SessionSpec

UP = Origin("http", "up", 80)


def of(settings: Settings) -> SessionSpec:
    return SessionSpec(settings, from_test=False)


@pytest.mark.parametrize(
    ("document", "default", "settings"),
    [
        pytest.param(None, FakeSettings(seed=7), FakeSettings(seed=7), id="as default"),
        pytest.param({}, FakeSettings(seed=7), FakeSettings(seed=7), id="empty"),
        pytest.param({"seed": 8}, FakeSettings(seed=7), FakeSettings(seed=8), id="a setting"),
        pytest.param({"mode": "fake"}, ReplaySettings(), FakeSettings(), id="another mode"),
        pytest.param(
            {"mode": "replay", "cassette": ["a.yaml", "b.yaml"], "match_on": "method"},
            FakeSettings(),
            ReplaySettings(cassette=(Path("a.yaml"), Path("b.yaml")), match_on=("method",)),
            id="replay",
        ),
        pytest.param(
            {"mode": "record", "cassette": "a.yaml", "upstream": "http://up"},
            FakeSettings(),
            RecordSettings(cassette=(Path("a.yaml"),), upstream=UP),
            id="record",
        ),
        pytest.param(
            {"mode": "inspect"}, RecordSettings(upstream=UP), InspectSettings(upstream=UP),
            id="the default's upstream",
        ),
    ],
)  # fmt: skip
def test_a_body_becomes_settings(document: Any, default: Settings, settings: Settings) -> None:
    spec = parse_spec("w1", document, of(default))
    assert spec.settings == settings
    assert not spec.from_test


def test_an_empty_list_is_no_cassette_of_its_own() -> None:
    with pytest.raises(UsageError, match="a cassette of its own"):
        parse_spec("w1", {"mode": "record", "cassette": []}, of(FakeSettings()))


def test_without_a_default_session_it_is_a_fake() -> None:
    assert parse_spec("w1", None, None).settings == FakeSettings()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param([], "a JSON object is expected", id="no object"),
        pytest.param({"mode": "faek"}, "mode is 'faek'; accepted are fake, replay", id="mode"),
        pytest.param({"mode": ["fake"]}, "mode is", id="mode of another type"),
        pytest.param(
            {"sead": 7}, "'sead' is not a setting of fake; accepted are mode, ", id="name"
        ),
        pytest.param({"seed": "x"}, "'x' is not a whole number", id="value"),
        pytest.param({"match_on": "path"}, "is not a setting of fake", id="of another mode"),
        pytest.param({"mode": "record"}, "needs a cassette of its own", id="no cassette"),
        pytest.param(
            {"mode": "record", "upstream_ca": "x"}, "start it with --upstream-ca", id="CA"
        ),
        pytest.param({"mode": "replay", "strict": True}, "start it with --strict", id="strict"),
        pytest.param({"mode": "replay", "cassette": 7}, "cassette is 7", id="no path"),
    ],
)
def test_what_is_not_accepted_is_explained(document: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_spec("w1", document, of(FakeSettings()))


@pytest.mark.parametrize("record_mode", ["once", "new_episodes", "all", "none"])
def test_a_replay_may_write_as_vcrpy_s_record_modes_say(record_mode: str) -> None:
    document = {"mode": "replay", "cassette": "a.yaml", "record_mode": record_mode}
    spec = parse_spec("w1", {**document, "upstream": "http://up"}, of(FakeSettings()))
    assert (spec.record_mode, spec.upstream) == (record_mode, UP)
    assert isinstance(spec.settings, ReplaySettings)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"record_mode": "always"}, "record_mode is 'always'; accepted are none, once"),
        ({"record_mode": ["once"]}, "record_mode is"),
        ({"record_mode": "once", "upstream": "up"}, "'up' is not an upstream"),
        ({"record_mode": "once", "upstream": 7}, "upstream is 7"),
    ],
)
def test_other_record_modes_are_refused(more: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_spec("w1", {"mode": "replay", "cassette": "a.yaml", **more}, of(FakeSettings()))


@pytest.mark.parametrize("document", [None, [], {"test": {"colour": 1}}])
def test_a_test_s_spec_is_an_object(document: Any) -> None:
    with pytest.raises(UsageError):
        parse_test_spec(document)
