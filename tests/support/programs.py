"""Programs that some tests need and that a machine may lack."""

import os
import shutil

import pytest


def program(name: str) -> str:
    """Return the path of a program, or skip the test; in CI a missing program is a failure."""
    path = shutil.which(name)
    if path is not None:
        return path
    reason = f"{name} is not installed"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and CI may not skip what needs it", pytrace=False)
    pytest.skip(reason)
