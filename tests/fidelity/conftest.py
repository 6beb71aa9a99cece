"""Twilio's libraries in other languages."""

import os
from pathlib import Path

import pytest

from tests.support.process.programs import require_program

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def node() -> str:
    """Return the path of Node; skip the test if Twilio's library is not installed here."""
    found = require_program("node")
    if not (HERE / "node_modules" / "twilio").is_dir():
        reason = "the library is not installed: npm install --prefix tests/fidelity"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and CI may not skip what needs it", pytrace=False)
        pytest.skip(reason)
    return found
