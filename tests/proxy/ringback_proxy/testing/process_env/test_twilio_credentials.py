import pytest

from ringback.settings.table import FakeSettings, OfflineSettings, ReplaySettings
from ringback_proxy.client_setup.credentials import DUMMY_CREDENTIALS
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.process_env.twilio_credentials import (
    choose_credentials,
    read_account_sid,
    read_auth_token,
)

ACCOUNT = "AC" + "5" * 32
DUMMY_ACCOUNT, DUMMY_TOKEN = DUMMY_CREDENTIALS.values()


@pytest.mark.parametrize(
    ("spec", "credentials"),
    [
        pytest.param(SessionSpec(FakeSettings()), DUMMY_CREDENTIALS, id="any are accepted"),
        pytest.param(
            SessionSpec(FakeSettings(account_sid=ACCOUNT, auth_token="t")),
            {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "t"},
            id="those of the settings",
        ),
        pytest.param(SessionSpec(ReplaySettings(), "once"), {}, id="none may be recorded"),
    ],
)
def test_credentials_are_those_that_the_session_accepts(
    spec: SessionSpec, credentials: dict[str, str]
) -> None:
    assert choose_credentials(spec) == credentials


@pytest.mark.parametrize(
    ("settings", "given", "account", "token"),
    [
        pytest.param(FakeSettings(), {}, DUMMY_ACCOUNT, DUMMY_TOKEN, id="dummies"),
        pytest.param(FakeSettings(), {"SID": ACCOUNT, "TOKEN": "t"}, ACCOUNT, "t", id="own"),
        pytest.param(FakeSettings(), {"SID": "me"}, DUMMY_ACCOUNT, DUMMY_TOKEN, id="not a SID"),
        pytest.param(
            FakeSettings(account_sid=ACCOUNT, auth_token="t"),
            {"SID": "AC" + "6" * 32, "TOKEN": "u"},
            ACCOUNT,
            "t",
            id="settings",
        ),
    ],
)
def test_settings_win_over_the_environment_and_that_over_dummies(
    settings: OfflineSettings,
    given: dict[str, str],
    account: str,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, variable in (("SID", "TWILIO_ACCOUNT_SID"), ("TOKEN", "TWILIO_AUTH_TOKEN")):
        monkeypatch.delenv(variable, raising=False)
        if name in given:
            monkeypatch.setenv(variable, given[name])
    assert (read_account_sid(settings), read_auth_token(settings)) == (account, token)
