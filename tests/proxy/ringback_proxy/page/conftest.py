from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback.settings.table import FakeSettings
from tests.support.proxy.page import Page


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A page whose default session fakes."""
    opened = Page(tmp_path)
    opened.begin("default", FakeSettings())
    yield opened
    opened.close()
