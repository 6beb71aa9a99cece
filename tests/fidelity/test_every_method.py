"""Every method of Twilio's Python library for Conversations, over sockets and TLS."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.process.ringback import CREDENTIALS, run

PROGRAM = Path(__file__).parent / "every_method.py"
# Devices register bindings through another API, so there are none to fetch or delete.
WITHOUT_INSTANCES = "service.binding.Binding"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what the program tells of its calls, synchronous and asynchronous."""
    finished = run(
        *("fake", "--", sys.executable, str(PROGRAM)),
        folder=tmp_path_factory.mktemp("walk"),
        environment=CREDENTIALS,
    )
    assert finished.status == 0, finished.stderr
    return json.loads(finished.stdout)


def test_no_call_fails(told: Any) -> None:
    assert {
        method: error
        for method, error in told["failed"].items()
        if "is not faked yet" not in error and not method.startswith(WITHOUT_INSTANCES)
    } == {}


def test_no_method_is_forgotten(told: Any) -> None:
    not_faked = {
        method.rpartition(".")[0].rpartition(".")[0]
        for method, error in told["failed"].items()
        if "is not faked yet" in error
    }

    assert len(told["methods"]) > 800
    assert [
        method
        for method in told["methods"]
        if method not in told["called"] and not method.startswith((*not_faked, WITHOUT_INSTANCES))
    ] == []
