"""Programs that some tests need and a machine may lack."""

import os
import shutil

import pytest


def require_program(name: str) -> str:
    """Return the path of a program; without it skip the test, or in CI fail."""
    path = shutil.which(name)
    if path is not None:
        return path
    reason = f"{name} is not installed"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and CI does not skip tests", pytrace=False)
    pytest.skip(reason)
