import os
import subprocess
import sys

import pytest

from understudy_proxy.testing.messages import Facts
from understudy_proxy.testing.pointed import DUMMIES, pointed, variables

PROXY = "http://127.0.0.1:4321"
FACTS = Facts(PROXY, "http://127.0.0.1:4322", {"HTTPS_PROXY": PROXY, "https_proxy": PROXY})


def inherited(name: str) -> str:
    program = f"import os; print(os.environ.get({name!r}))"
    # Without `env`: what a program inherits is not always what `os.environ` says.
    return subprocess.check_output([sys.executable, "-c", program], text=True).strip()


def test_this_process_keeps_one_url_and_its_programs_get_their_act_s() -> None:
    with pointed(FACTS, "test-1", dummies=False):
        assert os.environ["HTTPS_PROXY"] == PROXY
        assert inherited("HTTPS_PROXY") == "http://test-1:x@127.0.0.1:4321"


def test_everything_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://company:3128")
    monkeypatch.delenv("https_proxy", raising=False)
    with pytest.raises(RuntimeError), pointed(FACTS, "test-1", dummies=True):
        raise RuntimeError
    assert (os.environ["HTTPS_PROXY"], inherited("HTTPS_PROXY")) == ("http://company:3128",) * 2
    assert ("https_proxy" in os.environ, inherited("https_proxy")) == (False, "None")
    assert not os.environ.keys() & DUMMIES.keys()


@pytest.mark.parametrize("dummies", [True, False])
def test_dummies_are_there_where_they_may_be(dummies: bool) -> None:
    with pointed(FACTS, "test-1", dummies=dummies):
        assert ("TWILIO_ACCOUNT_SID" in os.environ) is dummies


def test_the_user_s_own_account_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    with pointed(FACTS, "test-1", dummies=True):
        assert os.environ["TWILIO_ACCOUNT_SID"] == "AC1"


def test_variables_without_a_name_are_the_session_s() -> None:
    assert variables(FACTS) == FACTS.variables
