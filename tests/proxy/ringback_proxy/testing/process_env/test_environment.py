import os
import subprocess
import sys

import pytest

from ringback.settings.table import FakeSettings, ReplaySettings
from ringback_proxy.client_setup.credentials import DUMMY_CREDENTIALS
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.ipc.start import ProxyInfo
from ringback_proxy.testing.process_env.environment import build_variables, point_at_proxy
from ringback_proxy.testing.process_env.twilio_credentials import choose_credentials

PROXY = "http://127.0.0.1:4321"
INFO = ProxyInfo(PROXY, "http://127.0.0.1:4322", {"HTTPS_PROXY": PROXY, "https_proxy": PROXY})


def inherited(name: str) -> str:
    program = f"import os; print(os.environ.get({name!r}))"
    # Without `env`: what a program inherits is not always what `os.environ` says.
    return subprocess.check_output([sys.executable, "-c", program], text=True).strip()


def test_this_process_keeps_one_url_and_child_processes_get_the_session_s() -> None:
    with point_at_proxy(INFO, "test-1", {}):
        assert os.environ["HTTPS_PROXY"] == PROXY
        assert inherited("HTTPS_PROXY") == "http://test-1:x@127.0.0.1:4321"


def test_everything_is_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://company:3128")
    monkeypatch.delenv("https_proxy", raising=False)
    with pytest.raises(RuntimeError), point_at_proxy(INFO, "test-1", DUMMY_CREDENTIALS):
        raise RuntimeError
    assert (os.environ["HTTPS_PROXY"], inherited("HTTPS_PROXY")) == ("http://company:3128",) * 2
    assert ("https_proxy" in os.environ, inherited("https_proxy")) == (False, "None")
    assert not os.environ.keys() & DUMMY_CREDENTIALS.keys()


ACCOUNT = "AC" + "5" * 32


@pytest.mark.parametrize(
    ("spec", "account", "token"),
    [
        pytest.param(
            SessionSpec(FakeSettings()),
            *(DUMMY_CREDENTIALS[name] for name in sorted(DUMMY_CREDENTIALS)),
            id="any are accepted",
        ),
        pytest.param(
            SessionSpec(FakeSettings(account_sid=ACCOUNT, auth_token="t")),
            ACCOUNT,
            "t",
            id="those of the settings",
        ),
        pytest.param(SessionSpec(ReplaySettings(), "once"), None, None, id="none may be recorded"),
    ],
)
def test_an_application_without_credentials_gets_some(
    spec: SessionSpec, account: str | None, token: str | None
) -> None:
    with point_at_proxy(INFO, "test-1", choose_credentials(spec)):
        assert os.environ.get("TWILIO_ACCOUNT_SID") == account
        assert os.environ.get("TWILIO_AUTH_TOKEN") == token


def test_the_user_s_own_account_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    with point_at_proxy(INFO, "test-1", DUMMY_CREDENTIALS):
        assert os.environ["TWILIO_ACCOUNT_SID"] == "AC1"


def test_variables_without_a_name_are_the_session_s() -> None:
    assert build_variables(INFO) == INFO.variables
