import json
import sys
from dataclasses import replace

import pytest

from ringback_proxy.server.plan import Plan
from ringback_proxy.server.runner import run

ASK = """
import json, os, sys, urllib.request
ready = json.load(open(sys.argv[1]))
assert ready["control_url"] == os.environ["RINGBACK_CONTROL_URL"]
assert ready["control_token"] == os.environ["RINGBACK_CONTROL_TOKEN"]
headers = {"Authorization": "Bearer " + os.environ["RINGBACK_CONTROL_TOKEN"]}
asked = urllib.request.Request(os.environ["RINGBACK_CONTROL_URL"] + "/sessions", headers=headers)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
print(opener.open(asked).read().decode())
"""


def test_the_command_controls_the_proxy_that_it_runs_behind(
    plan: Plan, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(replace(plan, command=(sys.executable, "-c", ASK, str(plan.ready_file)))) == 0
    output = capfd.readouterr()
    (session,) = json.loads(output.out)["sessions"]
    assert session["name"] == "default"
    assert session["base_url"].endswith("/sessions/default")
