import pytest

from ringback_proxy.server.plan import Plan
from ringback_proxy.server.runner import run


def test_a_company_proxy_is_named_without_its_password(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:hidden@proxy.example:3128")

    run(plan)

    stderr = capfd.readouterr().err
    assert "ringback: chained to http://proxy.example:3128" in stderr
    assert "hidden" not in stderr
