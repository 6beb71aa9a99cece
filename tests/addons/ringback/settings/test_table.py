import pytest

from ringback.settings.names import MODES, OFFLINE_MODES, ModeName
from ringback.settings.setting import Setting, build, settings_of
from ringback.settings.table import SETTINGS, SETTINGS_OF, FakeSettings

EACH = [pytest.param(setting, id=setting.name) for setting in SETTINGS]

# What the contract of the command line gives to each mode.
CONTRACT: dict[ModeName, set[str]] = {
    "fake": {
        "miss-status",
        "fault",
        "state",
        "cassette",
        "seed",
        "now",
        "start-with",
        "account-sid",
        "auth-token",
        "validation",
        "max-body",
        "webhooks",
        "webhook-url",
        "pre-webhook-url",
        "webhook-filter",
        "forward-webhooks-to",
        "delivery-receipts",
        "unknown-services",
    },
    "replay": {
        "miss-status",
        "fault",
        "seed",
        "cassette",
        "match-on",
        "ignore-field",
        "allow-playback-repeats",
        "on-miss",
        "latency",
        "strict",
        "redact",
        "unknown-services",
    },
    "record": {
        "miss-status",
        "fault",
        "seed",
        "cassette",
        "match-on",
        "ignore-field",
        "allow-playback-repeats",
        "redact",
        "record-mode",
        "max-writes",
        "only-account",
        "clean-up",
        "upstream",
        "upstream-ca",
        "upstream-timeout",
    },
    "inspect": {"upstream", "upstream-ca", "upstream-timeout"},
}


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_has_the_settings_of_the_contract(mode: ModeName) -> None:
    assert {setting.name for setting in settings_of(SETTINGS_OF[mode])} == CONTRACT[mode]


def test_every_mode_has_a_class_of_settings_that_knows_its_name() -> None:
    assert {mode: SETTINGS_OF[mode].mode for mode in SETTINGS_OF} == {mode: mode for mode in MODES}
    assert set(OFFLINE_MODES) < set(MODES)


@pytest.mark.parametrize("setting", EACH)
def test_parsing_the_text_of_a_default_returns_the_default(setting: Setting) -> None:
    """As front ends show the text, and a user who types it gets the same."""
    text = setting.default_text
    if text is not None:
        value = setting.parse(text)
        assert ((value,) if setting.repeatable else value) == setting.default


@pytest.mark.parametrize("setting", EACH)
def test_a_setting_is_explained_in_a_sentence(setting: Setting) -> None:
    assert setting.help.endswith(".") or setting.help.endswith(").")


@pytest.mark.parametrize("setting", EACH)
def test_the_variable_is_the_name_in_capitals(setting: Setting) -> None:
    assert setting.variable == "RINGBACK_" + setting.name.upper().replace("-", "_")


def test_a_repr_does_not_show_the_auth_token() -> None:
    assert "hidden" not in repr(build(FakeSettings, {"auth_token": "hidden"}))
