"""Every method of Twilio's libraries for Conversations, over sockets and TLS."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.process.ringback import CREDENTIALS, run

HERE = Path(__file__).parent
# Devices register bindings through another API, so there are none to fetch or delete.
WITHOUT_INSTANCES = "service.binding.Binding"
METHODS = {"every_method.py": 800, "every_method.cjs": 400}


@pytest.fixture(scope="module", params=METHODS)
def program(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def told(
    program: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Any:
    """Return what a program tells of its calls."""
    is_python = program.endswith(".py")
    interpreter = sys.executable if is_python else request.getfixturevalue("node")
    finished = run(
        *("fake", "--", interpreter, str(HERE / program)),
        folder=tmp_path_factory.mktemp("walk"),
        environment=CREDENTIALS,
        timeout=120,  # a thousand requests; Twilio's Node library connects anew for each
    )
    assert finished.status == 0, finished.stderr
    return json.loads(finished.stdout)


def test_no_call_fails(told: Any) -> None:
    assert {
        method: error
        for method, error in told["failed"].items()
        if not method.startswith(WITHOUT_INSTANCES)
    } == {}


def test_no_method_is_forgotten(told: Any, program: str) -> None:
    assert len(told["methods"]) > METHODS[program]
    assert [
        method
        for method in told["methods"]
        if method not in told["called"] and not method.startswith(WITHOUT_INSTANCES)
    ] == []
