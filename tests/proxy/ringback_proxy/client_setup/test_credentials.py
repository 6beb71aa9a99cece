from pathlib import Path

import pytest

from ringback.settings.table import (
    FakeSettings,
    InspectSettings,
    RecordSettings,
    ReplaySettings,
    Settings,
)
from ringback_proxy.client_setup.credentials import DUMMY_CREDENTIALS, make_variables

ACCOUNT = "AC" + "5" * 32


@pytest.mark.parametrize("settings", [FakeSettings(), ReplaySettings()])
def test_an_offline_mode_has_dummies(settings: Settings, tmp_path: Path) -> None:
    assert make_variables(settings, {}, tmp_path) == DUMMY_CREDENTIALS


@pytest.mark.parametrize("settings", [RecordSettings(), InspectSettings()])
def test_a_mode_that_reaches_twilio_has_none(settings: Settings, tmp_path: Path) -> None:
    assert make_variables(settings, {}, tmp_path) == {}


def test_what_the_fake_insists_on_is_set(tmp_path: Path) -> None:
    made = make_variables(FakeSettings(account_sid=ACCOUNT, auth_token="t"), {}, tmp_path)
    assert list(made.values()) == [ACCOUNT, "t"]


@pytest.mark.parametrize("name", DUMMY_CREDENTIALS)
def test_a_variable_that_is_set_stays(name: str, tmp_path: Path) -> None:
    assert make_variables(FakeSettings(), {name: ""}, tmp_path) == {}


@pytest.mark.parametrize("name", DUMMY_CREDENTIALS)
def test_a_file_that_the_program_loads_stays_in_effect(name: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"export {name}=own")
    assert make_variables(FakeSettings(), {}, tmp_path) == {}


def test_another_file_of_variables_names_none(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OTHER=1")
    assert make_variables(FakeSettings(), {}, tmp_path) == DUMMY_CREDENTIALS
