from pathlib import Path
from typing import Any

import pytest

from ringback.errors import UsageError
from ringback.settings.table import FakeSettings, ReplaySettings
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing import serve_arguments


def spec(
    mode: Any = None, cassette: Any = None, record_mode: Any = "none", **settings: Any
) -> SessionSpec:
    return serve_arguments.build_spec(mode, cassette, record_mode, None, settings)


def test_it_fakes_by_default() -> None:
    assert spec(seed=7).settings == FakeSettings(seed=7)
    assert spec().settings.mode == "fake"


@pytest.mark.parametrize(
    ("cassette", "names"),
    [
        pytest.param("a.yaml", ["a.yaml"], id="text"),
        pytest.param(Path("a.yaml"), ["a.yaml"], id="path"),
        pytest.param(["a.yaml", Path("b.yaml")], ["a.yaml", "b.yaml"], id="several"),
    ],
)
def test_a_cassette_implies_replay(cassette: object, names: list[str]) -> None:
    settings = spec(cassette=cassette).settings
    assert isinstance(settings, ReplaySettings)
    assert settings.cassette == tuple(Path(name).absolute() for name in names)


def test_a_fake_answers_other_hosts_from_its_cassettes() -> None:
    fake = spec("fake", ["a.yaml"], seed=7)

    assert fake.settings == FakeSettings(seed=7, cassette=(Path("a.yaml").absolute(),))
    assert fake.from_serve


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param(
            {"mode": "record"}, "mode is 'record'; accepted are fake and replay", id="mode"
        ),
        pytest.param(
            {"cassette": "a", "record_mode": "nune"},
            "record_mode is 'nune'; accepted are none, once, new_episodes, all",
            id="record mode",
        ),
        pytest.param(
            {"mode": "fake", "cassette": "a", "record_mode": "once"},
            "a fake records nothing; leave one of them out",
            id="a fake that records",
        ),
        pytest.param({"mode": "replay"}, "replay needs a cassette", id="no cassette"),
        pytest.param({"record_mode": "once"}, "no cassette to record to", id="nothing to record"),
        pytest.param({"cassette": 5}, "cassette is 5; accepted are a path", id="cassette"),
        pytest.param({"cassette": ["a", 5]}, "accepted are a path", id="a cassette of several"),
        pytest.param({"sed": 7}, "there is no setting 'sed'; accepted are", id="setting"),
    ],
)
def test_arguments_that_are_not_accepted_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        spec(**given)
