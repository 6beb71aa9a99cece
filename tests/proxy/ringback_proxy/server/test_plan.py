from pathlib import Path

from ringback.settings.table import FakeSettings
from ringback_proxy.reporting import console
from ringback_proxy.server.listeners import Addresses
from ringback_proxy.server.plan import Plan


def test_a_plan_serves_on_this_machine_unless_it_says_more(tmp_path: Path) -> None:
    plan = Plan(FakeSettings(), Addresses(), tmp_path)

    assert plan.command == ()
    assert plan.ready_file is None
    assert plan.verbosity == console.NORMAL
    assert plan.proxy_auth is None
