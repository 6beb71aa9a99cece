from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.proxy.assembly import recording


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(recording())
    return path


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    return tmp_path / "locks"


@pytest.fixture
def finished() -> Iterator[ExitStack]:
    """Finishes what was assembled, at the end of a test."""
    with ExitStack() as stack:
        yield stack
