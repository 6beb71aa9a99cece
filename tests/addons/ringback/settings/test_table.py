from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from ringback.settings.table import MODES, SETTINGS, ModeName, Setting, Settings, settings_from

EACH = [pytest.param(setting, id=setting.name) for setting in SETTINGS]

# What the contract of the command line gives to each mode.
CONTRACT: dict[ModeName, set[str]] = {
    "fake": {"seed", "now", "account-sid", "auth-token", "validation", "max-body"},
    "replay": {
        "cassette",
        "match-on",
        "ignore-field",
        "allow-playback-repeats",
        "on-miss",
        "strict",
        "redact",
    },
    "record": {
        "cassette",
        "match-on",
        "ignore-field",
        "allow-playback-repeats",
        "redact",
        "record-mode",
        "upstream",
        "upstream-ca",
        "upstream-timeout",
    },
    "inspect": {"upstream", "upstream-ca", "upstream-timeout"},
}


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_has_the_settings_of_the_contract(mode: ModeName) -> None:
    assert {setting.name for setting in SETTINGS if mode in setting.modes} == CONTRACT[mode]


def parsed_default(setting: Setting) -> object:
    """Return what a setting's default is made of, as somebody who gives nothing gets it."""
    if setting.flag:
        return False
    if setting.default is None:
        return () if setting.repeatable else None
    value = setting.parse(setting.default)
    return (value,) if setting.repeatable else value


@pytest.mark.parametrize("setting", EACH)
def test_a_default_is_the_same_in_the_table_and_in_the_value(setting: Setting) -> None:
    assert parsed_default(setting) == getattr(Settings("fake"), setting.field)


def test_every_field_but_the_mode_is_a_setting() -> None:
    assert [field.name for field in fields(Settings)] == [
        "mode",
        *(setting.field for setting in SETTINGS),
    ]


@pytest.mark.parametrize("setting", EACH)
def test_a_setting_is_explained_in_a_sentence(setting: Setting) -> None:
    assert setting.help.endswith(".") or setting.help.endswith(").")


@pytest.mark.parametrize("setting", EACH)
def test_the_variable_is_the_name_in_capitals(setting: Setting) -> None:
    assert setting.variable == "RINGBACK_" + setting.name.upper().replace("-", "_")


def test_what_is_given_is_set() -> None:
    settings = settings_from("replay", {"cassette": (Path("a"), Path("b")), "match_on": ("uri",)})

    assert settings.mode == "replay"
    assert settings.cassette == (Path("a"), Path("b"))
    assert settings.match_on == ("uri",)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"seed": None, "auth_token": None}, id="none"),
        pytest.param({"cassette": (), "match_on": ()}, id="an empty collection"),
        pytest.param({"auth_token": ""}, id="an empty text"),
    ],
)
def test_what_is_not_given_keeps_its_default(given: Mapping[str, Any]) -> None:
    assert settings_from("fake", given) == Settings("fake")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"seed": 0}, id="nought"),
        pytest.param({"allow_playback_repeats": True}, id="a flag"),
    ],
)
def test_a_value_that_looks_like_nothing_is_one(given: Mapping[str, Any]) -> None:
    assert settings_from("fake", given) != Settings("fake")


def test_a_repr_does_not_show_the_auth_token() -> None:
    assert "hidden" not in repr(settings_from("fake", {"auth_token": "hidden"}))
